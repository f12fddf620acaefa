/**
 * What the outside gives, as interfaces: secrets, progress. Adapters live above; tests bring fakes.
 */
package io.finlake.etl.port;
