/** Curated tables of the domain web. */
package io.finlake.etl.model.web;
