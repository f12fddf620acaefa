/**
 * Proof that a lake may live long: a year of daily deliveries in one process, and what each day
 * costs. A day late in the year must not cost more than one early in it.
 */
package io.finlake.etl.prove.life;
