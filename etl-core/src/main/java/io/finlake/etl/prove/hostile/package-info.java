/**
 * Proof by input that nobody in their right mind delivers: objects that were damaged, cut, spliced,
 * drawn at random, or made to hurt, read by every format's reader in this process. Whatever comes,
 * every record of an object that is read is one row, filtered or quarantined with a reason, and an
 * object that cannot be read is refused by name.
 */
package io.finlake.etl.prove.hostile;
