/**
 * What finlake says when it cannot go on: one exception type, its codes, and who must act. An error
 * names the problem, its cause and its remedy, and never a value of a classified column.
 */
package io.finlake.etl.error;
