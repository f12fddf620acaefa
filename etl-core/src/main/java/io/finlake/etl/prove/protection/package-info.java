/**
 * Proof that nothing classified leaves raw. A lake is given rows whose classified values are known
 * and occur nowhere else, whole and broken, in every format; real commands run over it, good ones
 * and such that fail; then every byte beyond raw is searched for them, unpacked and decoded.
 */
package io.finlake.etl.prove.protection;
