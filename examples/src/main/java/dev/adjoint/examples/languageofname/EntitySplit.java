package dev.adjoint.examples.languageofname;

import java.util.List;

/// Which part of the corpus a name belongs to: decided by a hash of its *entity*, so that all names of
/// Germany, whatever their language, stand in one part. A split by name would let a model that saw *Germania*
/// and *Germany* in training recognise *Germani* by its stem; here it must know how a language spells.
public enum EntitySplit {
  /// About 70 % of the entities: what the models learn from.
  TRAIN,
  /// About 15 %: what every choice is made on, early stopping included.
  VALIDATION,
  /// About 15 %: looked at once, at the end.
  TEST;

  /// The part of an entity, such as `country DE`: the same in every run and on every JDK.
  public static EntitySplit of(String entity) {
    int share = Integer.remainderUnsigned(Hash.of(entity), 100);
    return share < 70 ? TRAIN : share < 85 ? VALIDATION : TEST;
  }

  /// The names of this part, in the order in which they came.
  public List<Name> select(List<Name> names) {
    return names.stream().filter(name -> of(name.entity()) == this).toList();
  }
}
