package io.finlake.etl.generate;

import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A customer's visits to the web bank, as its servers log them: how they came, what they looked at,
 * and whether a product or an offer made them apply.
 */
final class PageViewStory {
  private static final double[] HOURS = {
    2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 8, 8, 9, 8, 7, 7, 7, 8, 9, 10, 11, 9, 6, 3
  };
  private static final List<String> PAGES =
      List.of(
          "/home",
          "/accounts",
          "/accounts/statement?month=last",
          "/cards",
          "/transfer/new",
          "/products/savings",
          "/products/loans?amount=5000",
          "/help",
          "/offers/spring");

  /** How a visit begins: its first page and the page before it. */
  private record Arrival(String path, String referrer) {}

  private static final Arrival SEARCH = new Arrival("/home", "https://search.example/?q=bank");

  /** Visits that no search brought. */
  private static final List<Arrival> ARRIVALS =
      List.of(
          new Arrival("/home", "-"),
          new Arrival("/home", "https://social.example/feed"),
          new Arrival("/home?utm_source=newsletter&utm_medium=email", "-"),
          new Arrival(
              "/home?utm_source=compare&utm_medium=affiliate", "https://compare.example/accounts"));

  private static final Pattern OFFER = Pattern.compile("/(?:products|offers)/([a-z]+).*");
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) Version/18.1 Safari/605.1",
          "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Firefox/132.0");
  private static final List<String> KINDS =
      List.of("malformed", "bad_date", "card_number_in_text", "late");
  private static final String DATASET = Source.PAGE_VIEWS.dataset();

  private final Story story;
  private final Chance chance;
  private final Chance interest;
  private final Chance faults;
  private final String visitor;
  private final String agent;

  PageViewStory(Story story) {
    this.story = story;
    this.chance = story.chance("views");
    this.interest = story.chance("view-interest");
    this.faults = story.chance("view-faults");
    this.visitor = "v-" + letters() + "-" + letters();
    this.agent = chance.oneOf(AGENTS);
  }

  void tell() {
    for (int day = story.customer().joinDay(); day < story.days(); day++) {
      int visits = chance.poisson(0.5);
      for (int visit = 0; visit < visits; visit++) {
        visit(day);
      }
    }
  }

  /** Letters at every other place, so that no visitor looks like a card number. */
  private String letters() {
    StringBuilder out = new StringBuilder(6);
    for (int i = 0; i < 6; i++) {
      out.append((char) (i % 2 == 0 ? 'a' + chance.below(26) : '0' + chance.below(10)));
    }
    return out.toString();
  }

  private void visit(int day) {
    int second = chance.weighted(HOURS) * 3_600 + chance.below(3_600);
    boolean loggedIn = chance.happens(0.75);
    boolean searched = chance.happens(0.3);
    Arrival other = ARRIVALS.get(interest.weighted(60, 15, 15, 10));
    Arrival arrival = searched ? SEARCH : other;
    String path = arrival.path();
    String referrer = arrival.referrer();
    String method = "GET";
    int pages = 1 + chance.poisson(3);
    for (int page = 0; page < pages && second < 86_400; page++) {
      boolean login = loggedIn && page == 1;
      if (page > 0) {
        String chosen = login ? "/login" : chance.oneOf(PAGES);
        boolean sent = !login && applies(method, path);
        Matcher offer = OFFER.matcher(path);
        boolean applied = !login && offer.matches() && interest.happens(0.4);
        method = login || sent ? "POST" : "GET";
        path = sent ? path : applied ? "/apply/" + offer.group(1) : chosen;
      }
      String who = loggedIn && page > 0 ? story.customer().id() : "-";
      view(day, second, who, method, path, referrer);
      referrer = "https://bank.example" + path;
      second += 4 + chance.below(90);
    }
  }

  /** Whether a form that was opened is sent next. */
  private boolean applies(String method, String path) {
    return method.equals("GET") && path.startsWith("/apply/") && interest.happens(0.6);
  }

  private void view(int day, int second, String who, String method, String path, String referrer) {
    int status = List.of(200, 304, 404, 500).get(chance.weighted(93, 4, 2.5, 0.5));
    String bytes = status == 304 ? "-" : Integer.toString(800 + chance.below(60_000));
    String before = visitor + " " + who + " [";
    String after =
        " HTTP/1.1\" " + status + " " + bytes + " \"" + referrer + "\" \"" + agent + "\"";
    String line = before + moment(story.date(day), second) + "] \"" + method + " " + path + after;
    String kind = story.faulty(faults) ? faults.oneOf(KINDS) : "";
    int hour = second / 3_600;
    int lag = 1 + faults.below(2);
    if (kind.equals("late") && day + lag < story.days()) {
      send(line, second, story.hourly(Source.PAGE_VIEWS, day + lag, hour, 1), Fate.LATE);
      return;
    }
    send(line, second, story.hourly(Source.PAGE_VIEWS, day, hour, 0), Fate.ACCEPTED);
    String again = story.hourly(Source.PAGE_VIEWS, day, hour, 1);
    switch (kind) {
      case "malformed" ->
          send(line.substring(0, line.length() - 12), second, again, Fate.MALFORMED);
      case "bad_date" -> {
        String moment = "30/Feb/2023:" + TimeOfDay.text(second) + " +0000";
        send(before + moment + "] \"" + method + " " + path + after, second, again, Fate.BAD_DATE);
      }
      case "card_number_in_text" -> {
        String pay = "/pay?card=" + story.anyCardNumber();
        String leak = before + moment(story.date(day), second) + "] \"GET " + pay + after;
        send(leak, second, again, Fate.CARD_IN_TEXT);
      }
      default -> {
        // No fault, or late where no later day is left.
      }
    }
  }

  private static String moment(LocalDate date, int second) {
    String month = date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    return Identifiers.padded("", date.getDayOfMonth(), 2)
        + "/"
        + month
        + "/"
        + date.getYear()
        + ":"
        + TimeOfDay.text(second)
        + " +0000";
  }

  private void send(String line, int second, String path, Fate fate) {
    String place = Identifiers.padded("", second, 5) + story.customer().id() + line;
    story.outbox().deliver(Source.PAGE_VIEWS, path, place, line + "\n", fate);
    if (fate.outcome() == Fate.Outcome.ACCEPTED) {
      story.outbox().tally().add(DATASET + "|rows", 1);
    }
  }
}
