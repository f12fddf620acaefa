/** Tests of commits to S3, against a store of this process that can fail in every way. */
package io.finlake.etl.aws;
