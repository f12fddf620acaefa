/**
 * What a dataset promises. A contract is an Open Data Contract Standard (v3.1) file; what the
 * standard has no field for stands under {@code customProperties}. {@code ContractFiles} loads a
 * folder of them, checks every file against the standard and against finlake's own rules, and
 * reports all problems of all files at once, each with file and line. Everything here is a plain
 * value: no Spark, no I/O but the loader's.
 */
package io.finlake.etl.contract;
