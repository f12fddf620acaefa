package io.finlake.etl.aws;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Gives the credentials that Hadoop's file system would use, by the names that its setting {@code
 * fs.s3a.aws.credentials.provider} has: Hadoop's own, those of SDK 1 that have a counterpart, and
 * any class that gives credentials of SDK 2. What is none of these is refused, since a commit under
 * other rights than the data's would be a surprise.
 */
final class S3Credentials {
  private static final String HADOOP = "org.apache.hadoop.fs.s3a.";

  private S3Credentials() {}

  /**
   * The credentials of a bucket.
   *
   * @throws FinlakeException {@link ErrorCode#UNSAFE_LAKE} for a provider that is not known
   */
  static AwsCredentialsProvider of(S3Settings settings, URI bucket, Configuration hadoop) {
    if (settings.providers().isEmpty()) {
      return chain(
          List.of(
              keys(settings),
              EnvironmentVariableCredentialsProvider.create(),
              DefaultCredentialsProvider.builder().build()));
    }
    List<AwsCredentialsProvider> providers = new ArrayList<>();
    for (String name : settings.providers()) {
      providers.add(provider(name, settings, bucket, hadoop));
    }
    return chain(providers);
  }

  private static AwsCredentialsProvider chain(List<AwsCredentialsProvider> providers) {
    return providers.size() == 1
        ? providers.get(0)
        : AwsCredentialsProviderChain.builder().credentialsProviders(providers).build();
  }

  private static AwsCredentialsProvider provider(
      String name, S3Settings settings, URI bucket, Configuration hadoop) {
    return switch (name) {
      case HADOOP + "SimpleAWSCredentialsProvider", HADOOP + "TemporaryAWSCredentialsProvider" ->
          keys(settings);
      case HADOOP + "AnonymousAWSCredentialsProvider",
          "com.amazonaws.auth.AnonymousAWSCredentials" ->
          AnonymousCredentialsProvider.create();
      case HADOOP + "auth.IAMInstanceCredentialsProvider",
          "com.amazonaws.auth.EC2ContainerCredentialsProviderWrapper" ->
          chain(
              List.of(
                  ContainerCredentialsProvider.builder().build(),
                  InstanceProfileCredentialsProvider.create()));
      case "com.amazonaws.auth.InstanceProfileCredentialsProvider" ->
          InstanceProfileCredentialsProvider.create();
      case "com.amazonaws.auth.EnvironmentVariableCredentialsProvider" ->
          EnvironmentVariableCredentialsProvider.create();
      case "com.amazonaws.auth.SystemPropertiesCredentialsProvider" ->
          SystemPropertyCredentialsProvider.create();
      case "com.amazonaws.auth.WebIdentityTokenCredentialsProvider" ->
          WebIdentityTokenFileCredentialsProvider.create();
      case HADOOP + "auth.ProfileAWSCredentialsProvider",
          "com.amazonaws.auth.profile.ProfileCredentialsProvider" ->
          ProfileCredentialsProvider.create();
      case "com.amazonaws.auth.DefaultAWSCredentialsProviderChain" ->
          DefaultCredentialsProvider.builder().build();
      default -> byClass(name, bucket, hadoop);
    };
  }

  private static AwsCredentialsProvider keys(S3Settings settings) {
    return settings.keys().map(S3Credentials::ofKeys).orElse(S3Credentials::none);
  }

  private static AwsCredentialsProvider ofKeys(S3Settings.Keys keys) {
    return () ->
        keys.session()
            .<AwsCredentials>map(
                token -> AwsSessionCredentials.create(keys.access(), keys.secret(), token))
            .orElseGet(() -> AwsBasicCredentials.create(keys.access(), keys.secret()));
  }

  private static AwsCredentials none() {
    throw SdkClientException.create("the settings hold no fs.s3a.access.key with its secret");
  }

  /** As Hadoop makes them: of the bucket and the settings, by a method create, or of nothing. */
  private static AwsCredentialsProvider byClass(String name, URI bucket, Configuration hadoop) {
    try {
      Class<?> type = hadoop.getClassByName(name);
      if (!AwsCredentialsProvider.class.isAssignableFrom(type)) {
        throw refused(name, "it does not give credentials of AWS SDK 2", null);
      }
      return (AwsCredentialsProvider) made(type, bucket, hadoop);
    } catch (InvocationTargetException thrown) {
      throw refused(name, "it cannot be made: " + thrown.getCause(), thrown);
    } catch (ReflectiveOperationException thrown) {
      throw refused(name, "it cannot be made: " + thrown, thrown);
    }
  }

  private static Object made(Class<?> type, URI bucket, Configuration hadoop)
      throws ReflectiveOperationException {
    try {
      return type.getConstructor(URI.class, Configuration.class).newInstance(bucket, hadoop);
    } catch (NoSuchMethodException other) {
      // The next way.
    }
    try {
      return type.getConstructor(Configuration.class).newInstance(hadoop);
    } catch (NoSuchMethodException other) {
      // The next way.
    }
    try {
      return type.getMethod("create").invoke(null);
    } catch (NoSuchMethodException other) {
      return type.getConstructor().newInstance();
    }
  }

  private static FinlakeException refused(String name, String why, Throwable thrown) {
    return FinlakeException.of(
        ErrorCode.UNSAFE_LAKE,
        "commits to S3 have no credentials: fs.s3a.aws.credentials.provider names " + name,
        why,
        "name one of Hadoop's providers, or a class that gives credentials of AWS SDK 2",
        thrown);
  }
}
