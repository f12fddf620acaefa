package io.finlake.etl.aws;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * How a commit is encrypted by the store: as Hadoop's file system has the data beside it encrypted.
 *
 * @param algorithm empty for the bucket's own
 * @param key the name of a KMS key; empty for the account's
 */
record S3Encryption(Optional<ServerSideEncryption> algorithm, Optional<String> key) {
  private static final Map<String, ServerSideEncryption> KNOWN =
      Map.of(
          "AES256", ServerSideEncryption.AES256,
          "SSE-S3", ServerSideEncryption.AES256,
          "SSE-KMS", ServerSideEncryption.AWS_KMS,
          "DSSE-KMS", ServerSideEncryption.AWS_KMS_DSSE);

  /**
   * By its name in the settings.
   *
   * @throws FinlakeException {@link ErrorCode#UNSAFE_LAKE} for keys of the client, which commits
   *     would not be encrypted with
   */
  static S3Encryption of(S3Settings.Encryption settings) {
    if (settings.algorithm().isEmpty()) {
      return new S3Encryption(Optional.empty(), Optional.empty());
    }
    ServerSideEncryption algorithm = KNOWN.get(settings.algorithm().get());
    if (algorithm == null) {
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          "commits to S3 cannot be encrypted as the data is",
          "fs.s3a.encryption.algorithm is " + settings.algorithm().get(),
          "use one of " + KNOWN.keySet().stream().sorted().toList() + ", or the bucket's own");
    }
    boolean kms = algorithm != ServerSideEncryption.AES256;
    return new S3Encryption(Optional.of(algorithm), settings.key().filter(named -> kms));
  }

  /** Asks for it. */
  void to(PutObjectRequest.Builder request) {
    algorithm.ifPresent(request::serverSideEncryption);
    key.ifPresent(request::ssekmsKeyId);
  }

  /** Hadoop writes {@code BucketOwnerFullControl}, the store {@code bucket-owner-full-control}. */
  static ObjectCannedACL canned(String name) {
    String dashed = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    return ObjectCannedACL.fromValue(dashed);
  }
}
