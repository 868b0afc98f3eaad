// What the imports of a module are, where its code is made for one use of it (Function.Replace): a function that is compiled is then called as those of
// the module itself are, and RyuJIT may put a small one where it is called.
using System.Reflection;
using Weft.Interpreter;
using Weft.Runtime;

namespace Weft.Compiler;

/// <summary>The imported functions of a module, as far as they are compiled.</summary>
internal sealed class BoundImports
{
    // In the order of the index space; the code is null where a cell must do.
    private readonly (CompiledModule? Code, int FunctionIndex)[] _functions;

    private BoundImports((CompiledModule? Code, int FunctionIndex)[] functions) => _functions = functions;

    /// <summary>The modules whose code is called, each once.</summary>
    public IReadOnlyList<CompiledModule> Modules => [.. _functions.Select(function => function.Code).OfType<CompiledModule>().Distinct()];

    /// <summary>Which function of which of the modules each import is, for comparing.</summary>
    public string Places
    {
        get
        {
            var modules = Modules.ToList();
            return string.Join(' ', _functions.Select(function => function.Code is { } code ? $"{modules.IndexOf(code)}:{function.FunctionIndex}" : "-"));
        }
    }

    /// <summary>Looks at what a module is to be given.</summary>
    /// <param name="imports">What its imports are given, in order.</param>
    /// <returns>Null when none of it is compiled code that can be called directly.</returns>
    public static unsafe BoundImports? Of(ReadOnlySpan<External> imports)
    {
        // SAFETY: the caller holds the functions, which keep their cells.
        var functions = 0;
        var areCompiled = false;
        foreach (var import in imports)
        {
            if (import is Function function)
            {
                functions++;
                areCompiled |= Find(function.Cell).Code is not null;
            }
        }

        if (!areCompiled)
        {
            return null;
        }

        var found = new (CompiledModule? Code, int FunctionIndex)[functions];
        functions = 0;
        foreach (var import in imports)
        {
            if (import is Function function)
            {
                found[functions++] = Find(function.Cell);
            }
        }

        return new BoundImports(found);
    }

    /// <summary>The method of an imported function; null when it must be called through its cell.</summary>
    public MethodInfo? FindMethod(int functionIndex) => _functions[functionIndex] is ({ } code, var index) ? code.FindCompiled(index) : null;

    // Code that leaves exceptions pending is not called by code that does not look for them.
    private static unsafe (CompiledModule? Code, int FunctionIndex) Find(FunctionCell* cell) =>
        FunctionStub.IsCompiled(cell) && Support.InstanceOf(cell->Instance) is { Validated.HandlesExceptions: false, Compiled: CompiledModule code }
            && code.FindCompiled(cell->FunctionIndex) is not null
            ? (code, cell->FunctionIndex)
            : (null, 0);
}
