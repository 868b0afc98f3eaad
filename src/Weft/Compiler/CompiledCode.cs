// The compiled functions of a module, wherever they come from: compiled in this process, or before.
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Compiled code of a module. Reading is for any thread.</summary>
/// <param name="owner">The module.</param>
/// <param name="settings">How the code was made.</param>
/// <param name="constants">Where large constants are.</param>
/// <param name="part">Which of the modules in its assembly it is.</param>
internal abstract class CompiledCode(Module owner, CompilerSettings settings, ConstantPool constants, int part = 0) : ICallees
{
    // Larger bodies stay with the interpreter: compiling them would take too long, and too much memory.
    private const int LargestBody = 2 << 20;

    // What RyuJIT refuses beyond: arguments of tail calls have to be described in little space.
    private const int MostParameters = 250;

    // Whose code a frame of the stack belongs to. Several modules that are equal may share machine code, which outlives them all: a frame then
    // is of any that is still there, which says the same of it. Whoever runs code keeps its module.
    private static readonly ConditionalWeakTable<Assembly, Owners> s_owners = [];

    /// <summary>The module that the code is of.</summary>
    public Module Owner { get; } = owner;

    /// <summary>The same, as validation leaves it.</summary>
    public ValidatedModule Module { get; } = owner.Validated;

    /// <summary>How the code was made.</summary>
    public CompilerSettings Settings { get; } = settings;

    // Which of the modules in its assembly.
    private int Part { get; } = part;

    /// <summary>Where large constants are.</summary>
    protected ConstantPool Constants { get; } = constants;

    /// <summary>The compiled code that a method belongs to; null for other methods, the code of function types (SignatureEmitter) among them.</summary>
    public static CompiledCode? Find(MethodBase method) =>
        char.IsAsciiLetterLower(method.Name[0]) && method.Module.Assembly is { } assembly && s_owners.TryGetValue(assembly, out var owners)
            ? owners.Find(PersistedCode.PartOf(method.DeclaringType))
            : null;

    /// <summary>The compiled code that a method of an assembly belongs to, in programs that were compiled ahead of time.</summary>
    /// <param name="method">The name of the method.</param>
    /// <param name="assembly">The name of the assembly.</param>
    public static CompiledCode? Find(string method, string assembly) =>
        method.Length != 0 && char.IsAsciiLetterLower(method[0]) && Named.Owners.TryGetValue(assembly, out var owners) ? owners.Find(part: 0) : null;

    /// <summary>Whether a function is small enough to be compiled.</summary>
    public static bool CanCompile(ValidatedModule module, int functionIndex) =>
        functionIndex >= module.ImportedFunctionCount
        && module.GetFunctionType(functionIndex).Parameters.Length <= MostParameters
        && module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body.Bytes.Length <= LargestBody;

    /// <summary>The address of the code of a defined function; 0 when it is not compiled.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    public abstract nint GetEntry(int functionIndex);

    /// <inheritdoc/>
    public virtual bool ImportsAreReady => false;

    /// <inheritdoc/>
    public abstract MethodInfo? FindMethod(int batch, int functionIndex);

    /// <inheritdoc/>
    public virtual MethodInfo? FindEarlyReturn(int batch, int functionIndex) => null;

    /// <summary>Whether a function is small enough to be compiled.</summary>
    public bool CanCompile(int functionIndex) => CanCompile(Module, functionIndex);

    /// <summary>Which instructions the places in a method's CIL came from; null where nothing tells, in code that was compiled ahead of time.</summary>
    public CodeOrigins? FindOrigins(MethodName name)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled)
        {
            return null;
        }

        var emitter = new FunctionEmitter(Module, Settings, this, Owner.Engine.Shapes, Constants, BatchOf(name));
        return emitter.FindOrigins(name.FunctionIndex, BodyEmitter.Watch(new MeasuringGenerator(), Module, Settings, name), name.Loop);
    }

    /// <inheritdoc/>
    public virtual nint FindCell(int batch, int caller, int callee) => 0;

    /// <summary>Whether a number in machine code is where a call reads the address of a function.</summary>
    public virtual bool IsCell(nint address) => false;

    /// <summary>Where the machine code of a method begins; 0 where that is not known, or may be a stub.</summary>
    public virtual nint FindMachineCode(string method) => 0;

    /// <summary>An offset in the body of a function as one in the module; the same for modules that were text.</summary>
    public int ToModuleOffset(int functionIndex, int offset) =>
        checked((int)(Module.Definition.Functions[functionIndex - Module.ImportedFunctionCount].Body.Offset + offset));

    /// <summary>The batch that a method was emitted in.</summary>
    protected abstract int BatchOf(MethodName name);

    /// <summary>Lets frames of an assembly's methods be this module's.</summary>
    protected void Own(Assembly assembly) => s_owners.GetValue(assembly, static _ => new Owners()).Add(this);

    /// <inheritdoc cref="Own(Assembly)"/>
    /// <param name="assembly">The assembly's name.</param>
    protected void Own(string assembly) => Named.Owners.GetOrAdd(assembly, static _ => new Owners()).Add(this);

    // The same where methods are known by name alone: in programs that were compiled ahead of time. Others do not load this.
    private static class Named
    {
        public static readonly ConcurrentDictionary<string, Owners> Owners = new();
    }

    private sealed class Owners
    {
        private readonly Lock _lock = new();
        private readonly List<WeakReference<CompiledCode>> _codes = [];

        public void Add(CompiledCode code)
        {
            lock (_lock)
            {
                _codes.RemoveAll(known => !known.TryGetTarget(out var target) || target == code);
                _codes.Add(new WeakReference<CompiledCode>(code));
            }
        }

        public CompiledCode? Find(int part)
        {
            lock (_lock)
            {
                foreach (var code in _codes)
                {
                    if (code.TryGetTarget(out var target) && target.Part == part)
                    {
                        return target;
                    }
                }

                return null;
            }
        }
    }
}
