// Functions that were compiled before: methods of an assembly that was loaded, found by their tokens when they are first needed.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Compiler;

/// <summary>The precompiled code of a module.</summary>
internal sealed class PrecompiledCode : StoredCode
{
    private const int MethodTable = 0x06;

    private readonly LoadedCode _code;

    /// <summary>The code in a loaded assembly.</summary>
    /// <param name="owner">The module.</param>
    /// <param name="settings">How the code was made.</param>
    /// <param name="code">The code.</param>
    public PrecompiledCode(Module owner, CompilerSettings settings, LoadedCode code)
        : base(owner, settings, code.Assembly, code.Part)
    {
        _code = code;
        Own(code.Assembly);
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
    public override nint GetEntry(int functionIndex)
    {
        var index = functionIndex - Module.ImportedFunctionCount;
        if (_code.Tokens[index] == 0)
        {
            return 0;
        }

        if (Volatile.Read(ref _code.Entries[index]) is not 0 and var known)
        {
            return known;
        }

        var entry = _code.Find(_code.Tokens[index]);
        Volatile.Write(ref _code.Entries[index], entry);
        return entry;
    }

    /// <inheritdoc/>
    protected override bool IsCompiled(int functionIndex) => _code.Tokens[functionIndex - Module.ImportedFunctionCount] != 0;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted code is never trimmed.")]
    private static bool HasMethod(Assembly assembly, int token)
    {
        try
        {
            return assembly.ManifestModule.ModuleHandle.ResolveMethodHandle(token) != default;
        }
        catch (ArgumentException)
        {
            // There is no such method: the answer.
            return false;
        }
    }

    // Machine code stays in the process until it ends, so that an engine may keep it.
    private void OfferSignatures()
    {
        var ordinal = 0;
        foreach (var typeIndex in PersistedCode.FindSignatures(Module))
        {
            Owner.Engine.Signatures.Offer(Module.CanonicalTypes[typeIndex], new StoredSignature(_code, ordinal++));
        }
    }
}
