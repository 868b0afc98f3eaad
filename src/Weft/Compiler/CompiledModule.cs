// The compiled functions of a module, shared by all its instances: emitted into one collectible assembly, which goes when the module and
// its instances have gone.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Compiled code of a module.</summary>
internal sealed class CompiledModule : ICallees
{
    private const int FunctionsPerType = 256;

    // Whose code a frame of the stack belongs to.
    private static readonly ConditionalWeakTable<Assembly, CompiledModule> s_modules = [];

    private readonly CompilerSettings _settings;
    private readonly ModuleBuilder _builder;
    private readonly MethodInfo?[] _methods;
    private readonly nint[] _entries;

    private CompiledModule(ValidatedModule module, CompilerSettings settings)
    {
        Module = module;
        _settings = settings;
        _methods = new MethodInfo?[module.Definition.Functions.Length];
        _entries = new nint[module.Definition.Functions.Length];
        _builder = CodeAssembly.Define("Weft.Code");
    }

    /// <summary>The module.</summary>
    public ValidatedModule Module { get; }

    /// <summary>Compiles all functions of a module.</summary>
    public static CompiledModule CompileAll(ValidatedModule module, CompilerSettings settings)
    {
        var compiled = new CompiledModule(module, settings);
        compiled.CompileAll();
        return compiled;
    }

    /// <summary>The compiled module that emitted code belongs to; null for other code.</summary>
    public static CompiledModule? Find(MethodBase method) =>
        method.Module.Assembly is { } assembly && s_modules.TryGetValue(assembly, out var module) ? module : null;

    /// <summary>The address of the code of a defined function; 0 when it is not compiled.</summary>
    /// <param name="index">Its index among the functions that the module defines.</param>
    public nint GetEntry(int index) => _entries[index];

    /// <inheritdoc/>
    MethodInfo? ICallees.FindMethod(int caller, int functionIndex) => _methods[functionIndex - Module.ImportedFunctionCount];

    /// <summary>The index of the function that a method is.</summary>
    public static int FunctionIndexOf(MethodBase method) => int.Parse(method.Name.AsSpan().TrimStart("bf"), provider: null);

    /// <summary>The instruction that a place in a function's CIL came from, as an offset in the module (in the body, for text).</summary>
    public int FindOffset(int functionIndex, int codeOffset)
    {
        var body = Module.Definition.Functions[functionIndex - Module.ImportedFunctionCount].Body;
        var emitter = new FunctionEmitter(Module, _settings, this);
        return checked((int)(body.Offset + emitter.FindOffset(functionIndex, new MeasuringGenerator(), codeOffset)));
    }

    private void CompileAll()
    {
        var count = _methods.Length;
        var types = new List<TypeBuilder>();
        for (var i = 0; i < count; i++)
        {
            if (i % FunctionsPerType == 0)
            {
                types.Add(CodeAssembly.DefineType(_builder, $"T{types.Count}"));
            }

            var functionIndex = Module.ImportedFunctionCount + i;
            var type = Module.GetFunctionType(functionIndex);
            _methods[i] = CodeAssembly.DefineMethod(types[^1], $"f{functionIndex}", ClrTypes.Result(type), ClrTypes.Parameters(type));
        }

        var emitter = new FunctionEmitter(Module, _settings, this);
        for (var i = 0; i < count; i++)
        {
            var function = Module.ImportedFunctionCount + i;
            var method = (MethodBuilder)_methods[i]!;
            emitter.Emit(function, (LargeFrame.IsPossible(Module, function) ? LargeFrame.EmitCheck(method, Module, function) : method).GetILGenerator());
        }

        var made = new List<MethodInfo>(count);
        foreach (var type in types)
        {
            made.AddRange(type.CreateType().GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.Name[0] == 'f'));
        }

        foreach (var method in made)
        {
            _methods[FunctionIndexOf(method) - Module.ImportedFunctionCount] = method;
        }

        if (count != 0)
        {
            s_modules.Add(made[0].Module.Assembly, this);
        }

        Parallel.For(0, count, i => _entries[i] = CodeAssembly.Prepare(_methods[i]!));
    }
}
