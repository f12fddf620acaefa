package io.finlake.etl.aws;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * How a bucket is reached: what {@code fs.s3a.*} says, and {@code fs.s3a.bucket.NAME.*} before it,
 * by the names that Hadoop's file system reads.
 *
 * @param endpoint where the store is; empty for AWS itself
 * @param region empty when nothing says it
 * @param pathStyle whether the bucket's name is part of the path instead of the host
 * @param providers class names of those that give credentials, in order; none for Hadoop's usual
 *     ones
 * @param keys an access key that the settings hold
 * @param encryption how objects are to be encrypted
 * @param cannedAcl who else may read; empty for the store's default
 * @param requesterPays whether this account pays for what it asks
 * @param connect how long a connection may take
 * @param answer how long one answer may take
 * @param proxy through what the store is reached
 */
record S3Settings(
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    List<String> providers,
    Optional<Keys> keys,
    Encryption encryption,
    Optional<String> cannedAcl,
    boolean requesterPays,
    Duration connect,
    Duration answer,
    Optional<Proxy> proxy) {
  private static final Pattern REGION =
      Pattern.compile("s3[.-](?:dualstack\\.)?([a-z]{2}(?:-[a-z]+)+-\\d)\\.amazonaws\\.com.*");
  private static final String GLOBAL = "s3.amazonaws.com";
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

  S3Settings {
    providers = List.copyOf(providers);
  }

  /**
   * An access key.
   *
   * @param session the token of keys that end
   */
  record Keys(String access, String secret, Optional<String> session) {
    @Override
    public String toString() {
      return "Keys[***]";
    }
  }

  /**
   * Encryption on the side of the store.
   *
   * @param algorithm {@code AES256}, {@code SSE-KMS}, {@code DSSE-KMS}; empty for the bucket's own
   * @param key the key's name, for KMS; empty for the account's
   */
  record Encryption(Optional<String> algorithm, Optional<String> key) {}

  /** A proxy for HTTP. */
  record Proxy(URI address, Optional<Keys> login) {}

  /**
   * Those of a bucket.
   *
   * @throws IOException when a setting cannot be read
   */
  static S3Settings of(Configuration hadoop, String bucket) throws IOException {
    Source source = new Source(hadoop, bucket);
    boolean tls = source.text("connection.ssl.enabled").map(Boolean::valueOf).orElse(true);
    Optional<URI> endpoint =
        source
            .text("endpoint")
            .filter(text -> !text.equals(GLOBAL))
            .map(text -> text.contains("://") ? text : (tls ? "https://" : "http://") + text)
            .map(URI::create);
    return new S3Settings(
        endpoint,
        source.text("endpoint.region").or(() -> endpoint.flatMap(S3Settings::regionOf)),
        source.text("path.style.access").map(Boolean::valueOf).orElse(false),
        source.list("aws.credentials.provider"),
        keys(source, "access.key", "secret.key", Optional.of("session.token")),
        new Encryption(
            source
                .text("encryption.algorithm")
                .or(() -> source.text("server-side-encryption-algorithm"))
                .map(text -> text.toUpperCase(Locale.ROOT)),
            source.secret("encryption.key").or(() -> source.text("server-side-encryption.key"))),
        source.text("acl.default"),
        source.text("requester.pays.enabled").map(Boolean::valueOf).orElse(false),
        source.time("connection.establish.timeout", LONGEST_CONNECT),
        source.time("connection.timeout", LONGEST_ANSWER),
        proxy(source));
  }

  /** A store elsewhere has no region of AWS; its endpoint's name may say one. */
  private static Optional<String> regionOf(URI endpoint) {
    Matcher named = REGION.matcher(Optional.ofNullable(endpoint.getHost()).orElse(""));
    return named.matches() ? Optional.of(named.group(1)) : Optional.empty();
  }

  private static Optional<Keys> keys(
      Source source, String access, String secret, Optional<String> session) throws IOException {
    Optional<String> id = source.secret(access);
    Optional<String> key = source.secret(secret);
    Optional<String> token = session.isEmpty() ? session : source.secret(session.get());
    return id.isPresent() && key.isPresent()
        ? Optional.of(new Keys(id.get(), key.get(), token))
        : Optional.empty();
  }

  private static Optional<Proxy> proxy(Source source) throws IOException {
    Optional<String> host = source.text("proxy.host");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String port = source.text("proxy.port").map(it -> ":" + it).orElse("");
    return Optional.of(
        new Proxy(
            URI.create("http://" + host.get() + port),
            keys(source, "proxy.username", "proxy.password", Optional.empty())));
  }

  /** Settings of one bucket, each before the one of all buckets. */
  private record Source(Configuration hadoop, String bucket) {
    private Optional<String> name(String setting) {
      return Stream.of("fs.s3a.bucket." + bucket + "." + setting, "fs.s3a." + setting)
          .filter(name -> !hadoop.getTrimmed(name, "").isEmpty())
          .findFirst();
    }

    Optional<String> text(String setting) {
      return name(setting).map(name -> hadoop.getTrimmed(name, ""));
    }

    List<String> list(String setting) {
      return name(setting).map(name -> List.of(hadoop.getTrimmedStrings(name))).orElse(List.of());
    }

    /** A commit is small: what is set for reading large objects is too long for it. */
    Duration time(String setting, Duration longest) {
      Duration set =
          name(setting)
              .map(name -> hadoop.getTimeDuration(name, longest.toMillis(), TimeUnit.MILLISECONDS))
              .filter(millis -> millis > 0)
              .map(Duration::ofMillis)
              .orElse(longest);
      return set.compareTo(longest) < 0 ? set : longest;
    }

    /** Hadoop's credential files may hold it. */
    Optional<String> secret(String setting) throws IOException {
      for (String name : List.of("fs.s3a.bucket." + bucket + "." + setting, "fs.s3a." + setting)) {
        char[] found = hadoop.getPassword(name);
        if (found != null && found.length > 0) {
          return Optional.of(new String(found).trim());
        }
      }
      return Optional.empty();
    }
  }
}
