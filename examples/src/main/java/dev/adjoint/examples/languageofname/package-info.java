/// In which language is this name? The flagship example, on data that every JDK carries.
///
/// [NameCorpus] reads the names of countries, languages and currencies in thirty languages from the JDK's own
/// locale data; [EntitySplit] parts them so that nothing named in training is asked for later. [Baseline]
/// says what simple counting of n-grams reaches. [Evidence] lays before the network, for each language,
/// what counting knows of a name's [Traits]; the [EvidenceNetwork] learns how far to believe it. [Demo] is
/// the whole course.
///
/// ```java
/// List<Name> names = NameCorpus.read();
/// List<Name> train = EntitySplit.TRAIN.select(names);
/// Bag bag = new NgramHasher(1, 4, 5, 8192).bag("österrike");
/// ```
@NullMarked
package dev.adjoint.examples.languageofname;

import org.jspecify.annotations.NullMarked;
