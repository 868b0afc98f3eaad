// Functions that were compiled before: methods of an assembly that was loaded, found by their tokens when they are first needed.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Compiler;

/// <summary>The precompiled code of a module.</summary>
internal sealed class PrecompiledCode : StoredCode
{
    private const int MethodTable = 0x06;

    private readonly int[] _tokens;
    private readonly nint[] _entries;
    private readonly Assembly _assembly;

    /// <summary>The code in a loaded assembly.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="settings">How the code was made.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="tokens">The method of each defined function, 0 for none.</param>
    public PrecompiledCode(Module owner, CompilerSettings settings, Assembly assembly, int[] tokens)
        : base(owner, settings, assembly)
    {
        _assembly = assembly;
        _tokens = tokens;
        _entries = new nint[tokens.Length];
        Own(assembly);
        if (settings.Form == CodeForm.ReadyToRun)
        {
            OfferSignatures();
        }
    }

    /// <summary>Whether an assembly has methods with some tokens; 0 is none.</summary>
    public static bool HasMethods(Assembly assembly, ReadOnlySpan<int> tokens)
    {
        var last = 0;
        foreach (var token in tokens)
        {
            if (token != 0 && token >>> 24 != MethodTable)
            {
                return false;
            }

            last = Math.Max(last, token);
        }

        // Their numbers have no gaps.
        return last == 0 || HasMethod(assembly, last);
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    public override nint GetEntry(int functionIndex)
    {
        var index = functionIndex - Module.ImportedFunctionCount;
        if (_tokens[index] == 0)
        {
            return 0;
        }

        if (Volatile.Read(ref _entries[index]) is not 0 and var known)
        {
            return known;
        }

        var entry = CodeAssembly.Prepare(_assembly.ManifestModule.ModuleHandle.ResolveMethodHandle(_tokens[index]));
        Volatile.Write(ref _entries[index], entry);
        return entry;
    }

    /// <inheritdoc/>
    protected override bool IsCompiled(int functionIndex) => _tokens[functionIndex - Module.ImportedFunctionCount] != 0;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    private static bool HasMethod(Assembly assembly, int token)
    {
        try
        {
            return assembly.ManifestModule.ResolveMethod(token) is not null;
        }
        catch (ArgumentException)
        {
            // There is no such method: the answer.
            return false;
        }
    }

    // Machine code stays in the process until it ends, so that an engine may keep it.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    private void OfferSignatures()
    {
        foreach (var (typeId, typeIndex) in PersistedCode.FindSignatures(Module))
        {
            Owner.Engine.Signatures.Offer(typeId, () => _assembly.GetType(PersistedCode.NameOfSignature(typeIndex), throwOnError: true)!);
        }
    }
}
