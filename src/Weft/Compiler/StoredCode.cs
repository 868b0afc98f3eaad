// Code that was emitted before this process began: it finds in a table what it must be told about the process, and is emitted once more only
// to be measured, when a trap asks where it came from.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Compiler;

/// <summary>Compiled functions of a module that some process emitted earlier.</summary>
/// <param name="owner">The module.</param>
/// <param name="settings">How the code was made.</param>
/// <param name="assembly">The assembly with the code; null where methods are known by name alone. What holds it here holds the code.</param>
/// <param name="part">Which of the modules in the assembly it is.</param>
internal abstract class StoredCode(Module owner, CompilerSettings settings, Assembly? assembly, int part = 0)
    : CompiledCode(owner, settings, new ConstantPool(static _ => ContextFields.OfInstance(nameof(Runtime.InstanceContext.Store))), part)
{
    private readonly nint[] _bindings = CodeBindings.Make(owner.Validated, owner.Engine.Shapes);

    /// <summary>The assembly with the code.</summary>
    public Assembly? Assembly { get; } = assembly;

    /// <summary>What its instances point at; null when there is nothing to tell.</summary>
    public nint Bindings => _bindings.Length == 0 ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(_bindings, 0);

    /// <inheritdoc/>
    /// <remarks>Code is only measured here, where it does not matter which method is called.</remarks>
    public override MethodInfo? FindMethod(int batch, int functionIndex) =>
        IsCompiled(functionIndex) ? SupportMethods.Find(nameof(Support.TrapAt)) : null;

    /// <summary>Whether there is code for a defined function.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    protected abstract bool IsCompiled(int functionIndex);

    /// <inheritdoc/>
    protected override int BatchOf(MethodName name) => 0;
}
