package io.finlake.etl.curate;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.curate.history.History;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.lang.reflect.Constructor;
import java.util.Arrays;

/**
 * Finds the model that a curated contract names: a simple name stands for {@code
 * io.finlake.etl.model.<domain>.<Name>}, {@code History} for {@link History} in any domain, a name
 * with dots for a class of the user's own.
 */
public final class Models {
  private static final String OURS = "io.finlake.etl.model.";

  private final ClassLoader classes;

  /** The models that a class loader can see. */
  public Models(ClassLoader classes) {
    this.classes = classes;
  }

  /** The models on the class path of the thread. */
  public static Models onClassPath() {
    return new Models(Thread.currentThread().getContextClassLoader());
  }

  /**
   * A new instance of the contract's model.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_CONTRACT} when there is no such class, or it is
   *     no model
   */
  public Model model(Contract contract) {
    Class<?> found = load(contract);
    if (!Model.class.isAssignableFrom(found)) {
      throw bad(contract, found.getName() + " does not implement " + Model.class.getName(), null);
    }
    try {
      return (Model) created(found, contract);
    } catch (ReflectiveOperationException thrown) {
      throw bad(
          contract,
          found.getName() + " has no public constructor without parameters or for its contract",
          thrown);
    }
  }

  private static Object created(Class<?> found, Contract contract)
      throws ReflectiveOperationException {
    for (Constructor<?> constructor : found.getConstructors()) {
      if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Contract.class})) {
        return constructor.newInstance(contract);
      }
    }
    return found.getConstructor().newInstance();
  }

  /** A text that changes when the code of the contract's model changes. */
  String fingerprint(Contract contract) {
    return ModelFingerprint.of(load(contract));
  }

  private Class<?> load(Contract contract) {
    String name = className(contract);
    try {
      return Class.forName(name, true, classes);
    } catch (ClassNotFoundException thrown) {
      throw bad(contract, "there is no class " + name + " on the class path", thrown);
    }
  }

  private static String className(Contract contract) {
    String name = contract.derivation().model();
    if (name.equals(Derivation.HISTORY)) {
      return History.class.getName();
    }
    return name.contains(".") ? name : OURS + contract.id().domain() + "." + name;
  }

  private static FinlakeException bad(Contract contract, String cause, Throwable thrown) {
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the model of " + contract.id() + " cannot be used",
        cause,
        "correct 'class' under 'model' in its contract, or bring the class with --jars",
        thrown);
  }
}
