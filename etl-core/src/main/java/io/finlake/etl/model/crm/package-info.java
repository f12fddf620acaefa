/** Curated tables of the domain crm. */
package io.finlake.etl.model.crm;
