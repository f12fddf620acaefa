package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static final int DAYS = 4;

  private static List<Map<String, List<String>>> days(long seed) {
    Deliveries deliveries = new Deliveries(seed);
    List<Map<String, List<String>>> days = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      days.add(deliveries.day(day));
    }
    return days;
  }

  private static List<String> all(String dataset) {
    return days(5).stream().flatMap(day -> day.get(dataset).stream()).toList();
  }

  private static Map<String, List<String>> by(String dataset, String field) {
    Pattern pattern = Pattern.compile("\"" + field + "\":\"([^\"]*)\"");
    return all(dataset).stream()
        .filter(line -> pattern.matcher(line).find())
        .collect(
            Collectors.groupingBy(
                line -> {
                  Matcher found = pattern.matcher(line);
                  return found.find() ? found.group(1) : "";
                }));
  }

  @Test
  void theSameSeedGivesTheSameRows() {
    assertThat(days(5)).isEqualTo(days(5)).isNotEqualTo(days(6));
  }

  @Test
  void paymentsComeAgainAndContradictThemselves() {
    Map<String, List<String>> payments = by("payments", "payment_id");
    assertThat(payments.values())
        .anySatisfy(lines -> assertThat(lines).hasSizeGreaterThan(new HashSet<>(lines).size()))
        .anySatisfy(lines -> assertThat(new HashSet<>(lines)).hasSizeGreaterThan(1));
  }

  @Test
  void somePaymentsAreOfPeopleWhoComeADayLater() {
    Map<String, List<String>> day = days(5).get(0);
    List<String> known = day.get("people").stream().map(DeliveriesTest::person).toList();
    assertThat(day.get("payments").stream().map(DeliveriesTest::person))
        .contains("P0021", "P0022")
        .anySatisfy(person -> assertThat(known).doesNotContain(person));
    assertThat(known).doesNotContain("P0021", "P0022");
    assertThat(days(5).get(1).get("people").stream().map(DeliveriesTest::person))
        .contains("P0021", "P0022");
  }

  @Test
  void peopleChangeAndGoAndOldVersionsComeLate() {
    assertThat(all("people")).anySatisfy(line -> assertThat(line).contains("\"delete\""));
    Pattern number = Pattern.compile("\"change_number\":(\\d+)");
    assertThat(by("people", "person_id").values())
        .anySatisfy(
            lines ->
                assertThat(
                        lines.stream()
                            .map(number::matcher)
                            .filter(Matcher::find)
                            .map(found -> Integer.valueOf(found.group(1)))
                            .toList())
                    .isNotEmpty()
                    .satisfies(
                        numbers ->
                            assertThat(numbers).isNotEqualTo(numbers.stream().sorted().toList())));
  }

  @Test
  void pricesVanish() {
    assertThat(days(5).get(0).get("prices").toString()).contains("K001");
    assertThat(days(5).get(1).get("prices").toString()).doesNotContain("K001");
  }

  private static String person(String line) {
    Matcher found = Pattern.compile("\"person_id\":\"([^\"]*)\"").matcher(line);
    return found.find() ? found.group(1) : "";
  }
}
