package io.finlake.etl.aws;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object of a bucket. */
final class S3CommitObject implements CommitObject {
  private static final int NOT_FOUND = 404;
  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final S3Settings settings;
  private final String bucket;
  private final String key;

  S3CommitObject(S3Client client, S3Settings settings, String bucket, String key) {
    this.client = client;
    this.settings = settings;
    this.bucket = bucket;
    this.key = key;
  }

  @Override
  public String name() {
    return "s3://" + bucket + "/" + key;
  }

  @Override
  public Answer create(byte[] bytes) {
    return put(request(bytes).ifNoneMatch("*").build(), bytes);
  }

  @Override
  public Answer replace(byte[] bytes) {
    return put(request(bytes).build(), bytes);
  }

  @Override
  public Optional<byte[]> read() throws IOException {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
    if (settings.requesterPays()) {
      request.requestPayer(RequestPayer.REQUESTER);
    }
    try {
      return Optional.of(client.getObjectAsBytes(request.build()).asByteArrayUnsafe());
    } catch (S3Exception thrown) {
      if (thrown.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw failure(thrown);
    } catch (SdkException thrown) {
      throw failure(thrown);
    }
  }

  /** The hash goes with the bytes: a store that got others says so, and stores nothing. */
  private PutObjectRequest.Builder request(byte[] bytes) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentType("application/json")
            .checksumSHA256(Base64.getEncoder().encodeToString(sha256(bytes)));
    S3Encryption.of(settings.encryption()).to(request);
    settings.cannedAcl().map(S3Encryption::canned).ifPresent(request::acl);
    if (settings.requesterPays()) {
      request.requestPayer(RequestPayer.REQUESTER);
    }
    return request;
  }

  private Answer put(PutObjectRequest request, byte[] bytes) {
    try {
      client.putObject(request, RequestBody.fromBytes(bytes));
      return Answer.stored();
    } catch (S3Exception thrown) {
      return answer(thrown.statusCode(), failure(thrown));
    } catch (SdkException thrown) {
      // Cut off, timed out, or never begun: nobody knows.
      return Answer.unsure(failure(thrown));
    }
  }

  static Answer answer(int status, IOException failure) {
    if (status == PRECONDITION_FAILED) {
      return Answer.taken();
    }
    boolean unsure =
        status == CONFLICT
            || status == TIMEOUT
            || status == TOO_MANY
            || (status >= SERVER_ERRORS && status != NOT_IMPLEMENTED);
    return unsure ? Answer.unsure(failure) : Answer.refused(failure);
  }

  private IOException failure(SdkException thrown) {
    boolean denied = thrown instanceof S3Exception answer && answer.statusCode() == 403;
    if (denied) {
      AccessDeniedException refused =
          new AccessDeniedException(name(), null, String.valueOf(thrown.getMessage()));
      refused.initCause(thrown);
      return refused;
    }
    return new IOException(name() + ": " + thrown.getMessage(), thrown);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException thrown) {
      throw new IllegalStateException("every Java platform has SHA-256", thrown);
    }
  }
}
