/**
 * Upkeep of a lake's tables: small files are put together, rows put in the order they are looked up
 * by, and what nobody needs any more is removed. What pays and what must stay is decided in package
 * {@code plan} from the tables' logs and the ledger; here it is only looked up and done. {@link
 * io.finlake.etl.maintain.Maintenance} is the door.
 */
package io.finlake.etl.maintain;
