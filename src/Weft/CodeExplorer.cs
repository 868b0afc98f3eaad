// What the compiler makes of a module, for tools that show it.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Weft.Compiler;

namespace Weft;

/// <summary>Shows the CIL of functions, and compiles chosen ones so that the runtime lists their machine code. For one thread at a time.</summary>
public sealed class CodeExplorer
{
    private readonly Module _module;
    private readonly CompilerSettings _settings;
    private readonly CompiledModule _compiled;
    private readonly FunctionEmitter _emitter;

    /// <summary>Prepares to show a module.</summary>
    /// <param name="module">The module.</param>
    /// <exception cref="PlatformNotSupportedException">Code cannot be generated here.</exception>
    public CodeExplorer(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("code cannot be generated here");
        }

        _module = module;
        _settings = new CompilerSettings(module.Engine.UsesGuardPages, Metered: false, module.Engine.Options.NumericProfile, Listens: false);
        _compiled = new CompiledModule(module, _settings);
        _emitter = new FunctionEmitter(module.Validated, _settings, new Callees(_compiled), module.Engine.Shapes, new ConstantPool(), 0);
    }

    /// <summary>Whether code can be generated here.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>The CIL of a defined function, a line an instruction; false when the function is too large to be compiled.</summary>
    /// <param name="functionIndex">The function, imports first.</param>
    /// <param name="listing">The lines.</param>
    /// <param name="length">The bytes that the CIL takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The module does not define the function.</exception>
    public bool TryList(int functionIndex, [NotNullWhen(true)] out string? listing, out int length)
    {
        Check(functionIndex);
        listing = null;
        length = 0;
        if (!_compiled.CanCompile(functionIndex))
        {
            return false;
        }

        var text = new StringBuilder();
        var generator = new ListingGenerator(text);
        _emitter.Emit(functionIndex, generator);
        listing = text.ToString();
        length = generator.ILOffset;
        return true;
    }

    /// <summary>
    /// Compiles functions as <see cref="ExecutionTier.Jit"/> does. The runtime lists their code where the environment asks it to; function 12
    /// is the method <c>f12</c> of a type whose name begins with <c>Wasm</c>, or, where that only leads to another, one with <c>b</c>s before the name.
    /// </summary>
    /// <param name="functions">The functions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The module does not define one of the functions.</exception>
    public void Compile(IReadOnlyCollection<int> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        foreach (var function in functions)
        {
            Check(function);
        }

        _compiled.Compile(functions, functions.SelectMany(function => DirectCalls.Of(_module.Validated, function)), []);
    }

    private void Check(int functionIndex)
    {
        var first = _module.Validated.ImportedFunctionCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(functionIndex, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(functionIndex, first + _module.Validated.Definition.Functions.Length);
    }

    // Methods that are never made: only their names are shown.
    private sealed class Callees(CompiledModule compiled) : ICallees
    {
        private readonly System.Reflection.Emit.TypeBuilder _type = CodeAssembly.DefineType(CodeAssembly.Define("Weft.Listing"), "Listing");
        private readonly Dictionary<int, MethodInfo> _methods = [];

        public MethodInfo? FindMethod(int batch, int functionIndex)
        {
            if (!_methods.TryGetValue(functionIndex, out var method) && compiled.CanCompile(functionIndex))
            {
                var type = compiled.Module.GetFunctionType(functionIndex);
                _methods[functionIndex] = method = CodeAssembly.DefineMethod(
                    _type, new MethodName(functionIndex).ToString(), ClrTypes.Result(type), ClrTypes.Parameters(type));
            }

            return method;
        }
    }
}
