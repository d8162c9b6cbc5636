package dev.adjoint.ops.kernel;

import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Consumer;

/// What the class files of kernels have in common: a final class that extends an abstract one, whose
/// constructors take nothing, and overrides methods of it that return nothing.
public final class Subclass {
  private Subclass() {}

  /// Writes whose subclass it is, and its constructor.
  public static void begin(ClassBuilder type, Class<?> kernel) {
    ClassDesc superclass = ClassDesc.of(kernel.getName());
    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(superclass);
    type.withMethodBody(INIT_NAME, MTD_void, 0, c -> c
        .aload(0).invokespecial(superclass, INIT_NAME, MTD_void).return_());
  }

  /// Writes the method of the kernel that has this name.
  public static void override(ClassBuilder type, Class<?> kernel, String name, Consumer<CodeBuilder> body) {
    type.withMethodBody(name, type(kernel, name), 0, body);
  }

  private static MethodTypeDesc type(Class<?> kernel, String name) {
    Method method = Arrays.stream(kernel.getDeclaredMethods())
        .filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
    return MethodTypeDesc.of(ConstantDescs.CD_void, Arrays.stream(method.getParameterTypes())
        .map(parameter -> parameter.describeConstable().orElseThrow()).toList());
  }
}
