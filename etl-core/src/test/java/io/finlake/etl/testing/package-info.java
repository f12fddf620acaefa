/** The test kit: what finlake's own tests and its users' model tests share. */
package io.finlake.etl.testing;
