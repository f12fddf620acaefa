/**
 * Where things run: the lake's locations and settings, read once. What the data is stands in
 * contracts.
 */
package io.finlake.etl.config;
