/**
 * Proof by trying to break it. A lake of a few small datasets is run by real commands in child
 * processes, which are killed at named steps and at random moments and then run again; at the end
 * every table must be what a run gives that nobody disturbed. Nothing in the engine knows of it:
 * steps are named by the files and commits that they touch, which a file system and a log store of
 * this package see when a child is started with them.
 */
package io.finlake.etl.prove;
