// Definitions of a linker that are made when somebody imports them.
namespace Weft.Linking;

/// <summary>Makes definitions of one module name. May be used from any thread.</summary>
/// <param name="engine">The engine.</param>
/// <param name="module">The first name of the imports.</param>
/// <param name="define">Defines a name in a linker.</param>
internal sealed class LazyDefinitions(Engine engine, string module, Action<Linker, string> define)
{
    private readonly Lock _lock = new();
    private Linker? _made;

    /// <summary>The definition of a name.</summary>
    /// <exception cref="InvalidOperationException">Whoever should define it has not.</exception>
    public object Get(string name)
    {
        lock (_lock)
        {
            _made ??= new Linker(engine);
            if (_made.FindDefinition(module, name) is { } known)
            {
                return known;
            }

            define(_made, name);
            return _made.FindDefinition(module, name)
                ?? throw new InvalidOperationException($"\"{module}\" \"{name}\" should be defined when it is imported, and was not");
        }
    }
}
