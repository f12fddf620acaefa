/**
 * Where things run: the lake's locations and settings, read once, and by which classes commits are
 * made. What the data is stands in contracts.
 */
package io.finlake.etl.config;
