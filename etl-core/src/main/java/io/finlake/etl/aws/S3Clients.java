package io.finlake.etl.aws;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The clients of a process: one for each bucket and its settings, since Delta and Kernel make log
 * stores anew all the time. They live as long as the process, on daemon threads.
 */
final class S3Clients {
  /** Log stores are made by their name, many times: they share these. */
  static final S3Clients OF_THIS_PROCESS = new S3Clients();

  private static final Region WITHOUT_ONE = Region.US_EAST_1;

  private final Map<Of, Reached> clients = new ConcurrentHashMap<>();

  private S3Clients() {}

  private record Of(String bucket, S3Settings settings) {}

  /**
   * A client and what it was made by.
   *
   * @param tried whether its store was seen to put an object only once
   */
  record Reached(S3Client client, S3Settings settings, AtomicBoolean tried) {}

  /**
   * The client of a bucket.
   *
   * @throws IOException when a setting cannot be read
   */
  Reached of(URI bucket, Configuration hadoop) throws IOException {
    S3Settings settings = S3Settings.of(hadoop, bucket.getAuthority());
    return clients.computeIfAbsent(
        new Of(bucket.getAuthority(), settings),
        any -> new Reached(client(settings, bucket, hadoop), settings, new AtomicBoolean()));
  }

  /** No tries of its own: what became of a put must be looked at after each one. */
  private static S3Client client(S3Settings settings, URI bucket, Configuration hadoop) {
    Duration whole = settings.connect().plus(settings.answer());
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(S3Credentials.of(settings, bucket, hadoop))
            .httpClient(http(settings))
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .forcePathStyle(settings.pathStyle())
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallAttemptTimeout(whole)
                    .apiCallTimeout(whole)
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    return region(builder, settings).build();
  }

  private static SdkHttpClient http(S3Settings settings) {
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(settings.connect())
            .socketTimeout(settings.answer());
    settings
        .proxy()
        .ifPresent(
            proxy -> {
              ProxyConfiguration.Builder through =
                  ProxyConfiguration.builder().endpoint(proxy.address());
              proxy.login().ifPresent(it -> through.username(it.access()).password(it.secret()));
              http.proxyConfiguration(through.build());
            });
    return http.build();
  }

  /** Where nothing says the region, AWS itself tells where the bucket is. */
  private static S3ClientBuilder region(S3ClientBuilder builder, S3Settings settings) {
    if (settings.region().isPresent()) {
      return builder.region(Region.of(settings.region().get()));
    }
    if (settings.endpoint().isPresent()) {
      return builder.region(WITHOUT_ONE);
    }
    return builder.region(surrounding()).crossRegionAccessEnabled(true);
  }

  private static Region surrounding() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException none) {
      return WITHOUT_ONE;
    }
  }
}
