/** Tests of the jar as it is shipped. */
package io.finlake.emr;
