// The functions of a module that was found well-formed before: its code section is read when somebody asks for bodies. A large module has tens of
// thousands, and who has its compiled code asks for none.
using System.Collections.Immutable;

namespace Weft.Wasm.Binary;

/// <summary>Functions whose bodies have not been read yet.</summary>
/// <param name="typeIndices">The type of each.</param>
/// <param name="readBodies">Reads the code section.</param>
internal sealed class DeferredFunctions(ImmutableArray<int> typeIndices, Func<ImmutableArray<FunctionBody>> readBodies)
{
    private readonly Lock _lock = new();
    private ImmutableArray<FunctionDefinition> _functions;

    /// <summary>The type of each.</summary>
    public ImmutableArray<int> TypeIndices { get; } = typeIndices;

    /// <summary>The functions.</summary>
    /// <exception cref="MalformedModuleException">The module is not what it was found to be.</exception>
    public ImmutableArray<FunctionDefinition> Read()
    {
        lock (_lock)
        {
            return _functions.IsDefault ? _functions = ModuleReader.Join(TypeIndices, readBodies()) : _functions;
        }
    }
}
