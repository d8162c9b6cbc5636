package dev.adjoint.examples.languageofname;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names that countries, languages and currencies have in thirty languages, read from the Unicode
/// CLDR data which every full JDK carries (module `jdk.localedata`): real data with no download.
///
/// Three rules keep the task honest:
///
/// - A bare code is dropped.
/// - A spelling that several of the languages share (*Angola*) is dropped: no reader could tell whose it is.
///   With it go names that are not translated: where CLDR has none, the JDK answers with the English one.
/// - Two entities that one language spells alike (two issues of a currency, once their years are removed)
///   count once, so that no spelling can be learned in one part and asked for in another.
///
/// What comes out depends on the JDK's version alone, not on the default locale. The order is fixed: by
/// language, then countries, languages and currencies, each by code.
public final class NameCorpus {
  /// The classes, as BCP 47 tags: languages of the Latin script into which CLDR translates most of the names.
  public static final List<String> LANGUAGES = List.of(
      "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "hr", "hu", "id",
      "is", "it", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "tr", "vi");

  private static final Pattern YEARS = Pattern.compile("\\([^)]*\\d[^)]*\\)");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private NameCorpus() {}

  /// Reads the corpus.
  ///
  /// @throws IllegalStateException if the JDK lacks a language's data (no `jdk.localedata`)
  public static List<Name> read() {
    List<Entity> entities = entities();
    List<Map<String, Name>> byLanguage = new ArrayList<>();
    Map<String, Integer> languagesOfText = new HashMap<>();
    for (int language = 0; language < LANGUAGES.size(); language++) {
      Map<String, Name> names = namesIn(language, entities);
      names.keySet().forEach(text -> languagesOfText.merge(text, 1, Integer::sum));
      byLanguage.add(names);
    }
    for (int language = 0; language < LANGUAGES.size(); language++) {
      Map<String, Name> names = byLanguage.get(language);
      names.keySet().removeIf(text -> languagesOfText.getOrDefault(text, 0) > 1);
      demandEnough(names.size(), entities.size(), LANGUAGES.get(language));
    }
    return byLanguage.stream().flatMap(names -> names.values().stream()).toList();
  }

  private static void demandEnough(int names, int entities, String language) {
    if (names < entities / 10) {
      throw new IllegalStateException("this JDK has only " + names + " names of its own for " + entities
          + " entities in '" + language + "': the corpus needs the module jdk.localedata, which full JDKs carry");
    }
  }

  /// The English name of a class, for people: `German` for the index of `de`.
  public static String languageName(int language) {
    return Locale.of(LANGUAGES.get(language)).getDisplayLanguage(Locale.ENGLISH);
  }

  /// The form in which names are compared and learned: years in parentheses removed (`(1994–1999)` says more
  /// about the entity than about the language), lower case by the rules of no language, diacritics kept,
  /// composed (NFC).
  public static String normalise(String text) {
    String withoutYears = YEARS.matcher(text).replaceAll(" ");
    String lower = Normalizer.normalize(withoutYears.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    return SPACES.matcher(lower).replaceAll(" ").strip();
  }

  private static Map<String, Name> namesIn(int language, List<Entity> entities) {
    Locale locale = Locale.of(LANGUAGES.get(language));
    Map<String, Name> names = new LinkedHashMap<>();
    for (Entity entity : entities) {
      String text = normalise(entity.nameIn().apply(locale));
      if (!text.isEmpty() && !text.equals(entity.code().toLowerCase(Locale.ROOT))) {
        names.putIfAbsent(text, new Name(text, language, entity.kind() + " " + entity.code()));
      }
    }
    return names;
  }

  private static List<Entity> entities() {
    Stream<Entity> countries = Arrays.stream(Locale.getISOCountries()).sorted()
        .map(code -> new Entity("country", code, Locale.of("", code)::getDisplayCountry));
    Stream<Entity> languages = Arrays.stream(Locale.getISOLanguages()).sorted()
        .map(code -> new Entity("language", code, Locale.of(code)::getDisplayLanguage));
    Stream<Entity> currencies = Currency.getAvailableCurrencies().stream()
        .map(Currency::getCurrencyCode).sorted()
        .map(code -> new Entity("currency", code, Currency.getInstance(code)::getDisplayName));
    return Stream.of(countries, languages, currencies).flatMap(stream -> stream).toList();
  }

  private record Entity(String kind, String code, Function<Locale, String> nameIn) {}
}
