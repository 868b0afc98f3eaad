// Who makes executables of modules: the engine emits the code, and knows neither the program around it nor the tools that link it.
namespace Weft;

/// <summary>
/// Makes a native executable around the code of a module, or of those in a component. Its main function calls the static method <c>Register()</c> of
/// each module's class before anything else; <see cref="Module.DeserializeTrustedFile"/> in that process then runs the code that is linked into it.
/// </summary>
/// <param name="modules">The modules, translated for this system, each as an assembly to compile with NativeAOT.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>The executable.</returns>
public delegate Task<ReadOnlyMemory<byte>> NativeLinker(IReadOnlyList<TranslatedModule> modules, CancellationToken cancellationToken);
