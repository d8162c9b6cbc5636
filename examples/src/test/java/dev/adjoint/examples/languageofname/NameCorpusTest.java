package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameCorpusTest {
  private static final List<Name> CORPUS = NameCorpus.read();

  @Test
  void holdsAboutTwelveThousandNamesOfThirtyLanguages() {
    assertEquals(30, NameCorpus.LANGUAGES.size());
    assertTrue(CORPUS.size() > 11_000 && CORPUS.size() < 14_000, CORPUS.size() + " names");
    int[] perLanguage = new int[30];
    CORPUS.forEach(name -> perLanguage[name.language()]++);
    for (int language = 0; language < 30; language++) {
      assertTrue(perLanguage[language] > 120, NameCorpus.LANGUAGES.get(language) + ": " + perLanguage[language]);
    }
  }

  @Test
  void knowsNamesThatAnyoneCanCheck() {
    assertTrue(CORPUS.contains(name("deutschland", "de", "country DE")));
    assertTrue(CORPUS.contains(name("österrike", "sv", "country AT")));
    assertTrue(CORPUS.contains(name("þýskaland", "is", "country DE")));
    assertTrue(CORPUS.contains(name("németország", "hu", "country DE")));
  }

  @Test
  void noSpellingBelongsToTwoLanguagesOrTwoEntities() {
    Set<String> seen = new HashSet<>();
    for (Name name : CORPUS) {
      assertTrue(seen.add(name.text()), () -> name + " is spelled like another name");
    }
  }

  @Test
  void namesAreNormalisedLettersNotCodes() {
    for (Name name : CORPUS) {
      String text = name.text();
      assertEquals(text, NameCorpus.normalise(text));
      assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), text);
      assertTrue(text.chars().anyMatch(Character::isLetter), text);
      String code = name.entity().substring(name.entity().indexOf(' ') + 1);
      assertFalse(text.equalsIgnoreCase(code), () -> name + " is a bare code");
      assertFalse(text.matches(".*\\(.*\\d.*\\).*"), text);
    }
  }

  @Test
  void untranslatedNamesAreNotTakenForTranslations() {
    // Welsh has no name of its own for the Belarusian ruble of 1994; the JDK answers in English.
    assertTrue(CORPUS.stream().noneMatch(name ->
        name.language() == index("cy") && name.text().startsWith("belarusian ruble")));
  }

  @Test
  void whatOtherLanguagesAnswerTooIsNotEnglish() {
    // Spanish and Swedish spell Angola and Japan as English does.
    for (String text : List.of("angola", "japan", "panama")) {
      assertTrue(CORPUS.stream().noneMatch(name -> name.text().equals(text)), text);
    }
    assertTrue(CORPUS.contains(name("germany", "en", "country DE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ja-JP", "ar-EG", "lt-LT"})
  void doesNotDependOnTheDefaultLocale(String tag) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertEquals(CORPUS, NameCorpus.read());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void normalisingRemovesYearsAndKeepsDiacritics() {
    assertEquals("rublo bielorruso", NameCorpus.normalise("Rublo  bielorruso (2000–2016)"));
    assertEquals("congo (kinshasa)", NameCorpus.normalise("Congo (Kinshasa)"));
    assertEquals("österreich", NameCorpus.normalise("O\u0308sterreich"));
    assertEquals("i\u0307ngiltere", NameCorpus.normalise("İngiltere"));
  }

  @Test
  void noEntityStandsInTwoParts() {
    Map<String, EntitySplit> partOf = new HashMap<>();
    int total = 0;
    for (EntitySplit part : EntitySplit.values()) {
      List<Name> names = part.select(CORPUS);
      total += names.size();
      for (Name name : names) {
        EntitySplit other = partOf.putIfAbsent(name.entity(), part);
        assertTrue(other == null || other == part, () -> name.entity() + " stands in " + other + " and " + part);
      }
    }
    assertEquals(CORPUS.size(), total);
    double size = CORPUS.size();
    assertEquals(0.70, EntitySplit.TRAIN.select(CORPUS).size() / size, 0.05);
    assertEquals(0.15, EntitySplit.VALIDATION.select(CORPUS).size() / size, 0.03);
    assertEquals(0.15, EntitySplit.TEST.select(CORPUS).size() / size, 0.03);
  }

  @Test
  void thePartOfAnEntityNeverChanges() {
    assertEquals(EntitySplit.TEST, EntitySplit.of("country DE"));
    assertEquals(EntitySplit.VALIDATION, EntitySplit.of("language sv"));
    assertEquals(EntitySplit.TRAIN, EntitySplit.of("country FI"));
  }

  private static Name name(String text, String language, String entity) {
    return new Name(text, index(language), entity);
  }

  private static int index(String language) {
    return NameCorpus.LANGUAGES.indexOf(language);
  }
}
