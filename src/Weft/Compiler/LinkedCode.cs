// Functions that the program was built with: methods of one of its assemblies, which tells their addresses.
// SAFETY: the addresses are those of methods of the signatures below, which the assembly has emitted beside the functions.
using System.Reflection;

namespace Weft.Compiler;

/// <summary>The linked code of a module.</summary>
internal sealed unsafe class LinkedCode : StoredCode
{
    private readonly delegate*<int, nint> _entries;

    /// <summary>The code in an assembly of the program.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="settings">How the code was made.</param>
    /// <param name="assembly">The assembly; null where methods are known by name alone.</param>
    /// <param name="name">The name of the assembly.</param>
    /// <param name="entries">Gives the address of a defined function, 0 for none.</param>
    /// <param name="signatures">Gives the address of a <see cref="SignaturePart"/> of a function type, by its place among those of the module.</param>
    public LinkedCode(
        Module owner, CompilerSettings settings, Assembly? assembly, string name, delegate*<int, nint> entries, delegate*<int, int, nint> signatures)
        : base(owner, settings, assembly)
    {
        _entries = entries;
        if (assembly is null)
        {
            Own(name);
        }
        else
        {
            Own(assembly);
        }

        var ordinal = 0;
        foreach (var typeIndex in PersistedCode.FindSignatures(Module))
        {
            var index = ordinal++;
            var typeId = Module.CanonicalTypes[typeIndex];
            owner.Engine.Signatures.Add(typeId, new SignatureCode(Module.Registry.GetFunctionType(typeId), part =>
            {
                GC.KeepAlive(assembly);
                return signatures(index, (int)part);
            }));
        }
    }

    /// <inheritdoc/>
    public override nint GetEntry(int functionIndex) => _entries(functionIndex - Module.ImportedFunctionCount);

    /// <inheritdoc/>
    protected override bool IsCompiled(int functionIndex) => GetEntry(functionIndex) != 0;
}
