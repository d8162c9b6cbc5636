package dev.adjoint.core.dump;

import java.util.Locale;

/// What a vertex stands for, with the colours it has in every picture. The shapes are each format's own.
enum Kind {
  OP("op", "#eaf1fb", "#3f6ea8"),
  VARIABLE("variable", "#fff1cc", "#b98100"),
  DATA("data", "#e3f4e5", "#3a8a4a"),
  CONSTANT("constant", "#f2f2f2", "#8a8a8a"),
  /// A constant of this tape that is recorded on an older one.
  OUTER("value of an outer tape", "#fbeaf3", "#a84f7d"),
  /// A scope drawn as one box.
  GROUP("collapsed scope", "#eeeafb", "#6a55b5"),
  /// The nodes left out.
  OMITTED("nodes left out", "#ffffff", "#8a8a8a");

  /// In the legend, and in place of a name.
  final String meaning;

  final String fill;
  final String stroke;

  Kind(String meaning, String fill, String stroke) {
    this.meaning = meaning;
    this.fill = fill;
    this.stroke = stroke;
  }

  /// The name in formats that classify by words.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether it stands for several nodes of the tape.
  boolean isAggregate() {
    return this == GROUP || this == OMITTED;
  }
}
