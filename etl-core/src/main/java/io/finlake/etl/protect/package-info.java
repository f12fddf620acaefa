/**
 * What keeps classified values out of everything beyond raw: keyed tokens, masks and dropped
 * columns as one projection of built-in Spark functions, and the way back for who holds the key.
 *
 * <p>{@link io.finlake.etl.protect.TokenKeys} holds the secrets, {@link
 * io.finlake.etl.protect.Protecting} turns screened rows into protected ones, {@link
 * io.finlake.etl.protect.Detokenizer} opens one token. The construction and what was rejected stand
 * in docs/adr/0003-tokens.md.
 */
package io.finlake.etl.protect;
