package io.finlake.etl.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

class S3SettingsTest {
  private static final URI BUCKET = URI.create("s3a://lake");

  @Test
  void withoutSettingsItIsAmazonsStoreByTls() throws IOException {
    S3Settings settings = settings(Map.of());
    assertThat(settings.endpoint()).isEmpty();
    assertThat(settings.region()).isEmpty();
    assertThat(settings.pathStyle()).isFalse();
    assertThat(settings.keys()).isEmpty();
    assertThat(settings.requesterPays()).isFalse();
  }

  @Test
  void aStandInIsNamedAsHadoopIsToldOfIt() throws IOException {
    S3Settings settings =
        settings(
            Map.of(
                "fs.s3a.endpoint", "127.0.0.1:9000",
                "fs.s3a.connection.ssl.enabled", "false",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.endpoint.region", "eu-west-1"));
    assertThat(settings.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
    assertThat(settings.pathStyle()).isTrue();
    assertThat(settings.region()).contains("eu-west-1");
  }

  @ParameterizedTest
  @CsvSource({
    "s3.eu-central-1.amazonaws.com, eu-central-1",
    "s3-us-west-2.amazonaws.com, us-west-2",
    "s3.cn-north-1.amazonaws.com.cn, cn-north-1",
    "https://s3.dualstack.us-gov-west-1.amazonaws.com, us-gov-west-1"
  })
  void anEndpointOfAmazonSaysItsRegion(String endpoint, String region) throws IOException {
    assertThat(settings(Map.of("fs.s3a.endpoint", endpoint)).region()).contains(region);
  }

  /** As Hadoop reads them: each bucket may have its own. */
  @Test
  void aBucketsOwnSettingComesFirst() throws IOException {
    S3Settings settings =
        settings(
            Map.of(
                "fs.s3a.access.key", "all",
                "fs.s3a.secret.key", "secret of all",
                "fs.s3a.bucket.lake.access.key", "own",
                "fs.s3a.bucket.other.secret.key", "other"));
    assertThat(settings.keys())
        .contains(new S3Settings.Keys("own", "secret of all", Optional.empty()));
  }

  /** Hadoop waits 200 s by default, for large reads; six tries of that would be a long commit. */
  @Test
  void timesAreBoundedAndMayBeShorter() throws IOException {
    assertThat(settings(Map.of("fs.s3a.connection.timeout", "200000")).answer())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(settings(Map.of("fs.s3a.connection.timeout", "0")).answer())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(settings(Map.of("fs.s3a.connection.timeout", "700")).answer())
        .isEqualTo(Duration.ofMillis(700));
    assertThat(settings(Map.of("fs.s3a.connection.establish.timeout", "5s")).connect())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void noMessageShowsAKey() throws IOException {
    S3Settings settings =
        settings(Map.of("fs.s3a.access.key", "AKIA1", "fs.s3a.secret.key", "hidden"));
    assertThat(settings.toString()).doesNotContain("hidden").doesNotContain("AKIA1");
  }

  @Test
  void hadoopsKeysAreTheCredentials() throws IOException {
    Map<String, String> keys = Map.of("fs.s3a.access.key", "id", "fs.s3a.secret.key", "secret");
    assertThat(credentials(keys)).isEqualTo(AwsBasicCredentials.create("id", "secret"));
    Map<String, String> session =
        Map.of(
            "fs.s3a.access.key",
            "id",
            "fs.s3a.secret.key",
            "secret",
            "fs.s3a.session.token",
            "token",
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider");
    assertThat(credentials(session))
        .isEqualTo(AwsSessionCredentials.create("id", "secret", "token"));
  }

  @Test
  void aProviderOfSdk2IsMadeByItsClass() throws IOException {
    Map<String, String> named =
        Map.of("fs.s3a.aws.credentials.provider", AnonymousCredentialsProvider.class.getName());
    assertThat(credentials(named))
        .isEqualTo(AnonymousCredentialsProvider.create().resolveCredentials());
    Map<String, String> own =
        Map.of(
            "fs.s3a.aws.credentials.provider", Own.class.getName(), "own.key", "of its settings");
    assertThat(credentials(own).accessKeyId()).isEqualTo("of its settings for lake");
  }

  @ParameterizedTest
  @CsvSource({
    "org.example.Missing, ClassNotFoundException",
    "java.lang.String, does not give credentials of AWS SDK 2"
  })
  void whatIsNoProviderIsRefused(String name, String why) {
    assertThatThrownBy(() -> credentials(Map.of("fs.s3a.aws.credentials.provider", name)))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  @Test
  void commitsAreEncryptedAsTheDataIs() throws IOException {
    PutObjectRequest.Builder kms = PutObjectRequest.builder();
    encryption("SSE-KMS", "key-1").to(kms);
    assertThat(kms.build().serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    assertThat(kms.build().ssekmsKeyId()).isEqualTo("key-1");
    PutObjectRequest.Builder own = PutObjectRequest.builder();
    encryption("aes256", "key-1").to(own);
    assertThat(own.build().serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    assertThat(own.build().ssekmsKeyId()).isNull();
  }

  @Test
  void keysOfTheClientAreRefused() {
    assertThatThrownBy(() -> encryption("SSE-C", "key"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("SSE-C");
  }

  @Test
  void hadoopsNamesOfRightsAreTheStores() {
    assertThat(S3Encryption.canned("BucketOwnerFullControl"))
        .isEqualTo(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
  }

  /** What Hadoop 3.4 asks of a class: a constructor of bucket and settings. */
  public static final class Own implements AwsCredentialsProvider {
    private final String key;

    /** Made by its name. */
    public Own(URI bucket, Configuration hadoop) {
      this.key = hadoop.get("own.key") + " for " + bucket.getAuthority();
    }

    @Override
    public AwsCredentials resolveCredentials() {
      return AwsBasicCredentials.create(key, "secret");
    }
  }

  private static S3Encryption encryption(String algorithm, String key) throws IOException {
    return S3Encryption.of(
        settings(
                Map.of(
                    "fs.s3a.server-side-encryption-algorithm", algorithm,
                    "fs.s3a.server-side-encryption.key", key))
            .encryption());
  }

  private static AwsCredentials credentials(Map<String, String> given) throws IOException {
    Configuration hadoop = hadoop(given);
    return S3Credentials.of(S3Settings.of(hadoop, "lake"), BUCKET, hadoop).resolveCredentials();
  }

  private static S3Settings settings(Map<String, String> given) throws IOException {
    return S3Settings.of(hadoop(given), "lake");
  }

  private static Configuration hadoop(Map<String, String> given) {
    Configuration hadoop = new Configuration();
    given.forEach(hadoop::set);
    return hadoop;
  }
}
