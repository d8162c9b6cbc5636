package dev.adjoint.examples.languageofname;

/// One example of the corpus: how one language spells the name of one entity.
///
/// @param text     the name, normalised by [NameCorpus#normalise]
/// @param language the class: an index into [NameCorpus#LANGUAGES]
/// @param entity   what is named: a kind and a code, such as `country DE` or `currency SEK`
public record Name(String text, int language, String entity) {}
