/**
 * What finlake needs of AWS beyond Hadoop's file system: {@link
 * io.finlake.etl.aws.ConditionalPutLogStore} commits to S3 so that of several writers one wins.
 * Only this package uses the AWS SDK (version 2), which clusters bring themselves; settings are the
 * {@code fs.s3a} ones that Hadoop reads, so nothing is said twice.
 */
package io.finlake.etl.aws;
