/** Tests of the commands. */
package io.finlake.etl.cli;
