/** Curated tables of the domain payments. */
package io.finlake.etl.model.payments;
