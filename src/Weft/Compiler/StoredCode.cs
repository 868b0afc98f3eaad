// Code that was emitted before this process began: it finds in a table what it must be told about the process, and is emitted once more only
// to be measured, when a trap asks where it came from.
using System.Reflection;
using Weft.Runtime;

namespace Weft.Compiler;

/// <summary>Compiled functions of a module that some process emitted earlier.</summary>
/// <param name="owner">The module.</param>
/// <param name="settings">How the code was made.</param>
/// <param name="assembly">The assembly with the code; null where methods are known by name alone. What holds it here holds the code.</param>
/// <param name="part">Which of the modules in the assembly it is.</param>
internal abstract class StoredCode(Module owner, CompilerSettings settings, Assembly? assembly, int part = 0)
    : CompiledCode(owner, settings, new ConstantPool(static _ => ContextFields.OfInstance(nameof(Runtime.InstanceContext.Store))), part)
{
    // Not an array that the collector does not move: to make one has the runtime compile a method at each start.
    private readonly OwnedArena _arena = new();
    private nint _bindings;

    /// <summary>The assembly with the code.</summary>
    public Assembly? Assembly { get; } = assembly;

    /// <summary>What its instances point at; null when there is nothing to tell.</summary>
    public nint Bindings
    {
        get
        {
            lock (_arena)
            {
                if (_bindings == 0)
                {
                    // SAFETY: the table lives as long as this, which the instances that point at it hold.
                    unsafe
                    {
                        _bindings = (nint)CodeBindings.Make(Owner.Validated, Owner.Engine.Shapes, _arena.Arena);
                    }
                }

                return _bindings;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Code is only measured here, where it does not matter which method is called.</remarks>
    public override MethodInfo? FindMethod(int batch, int functionIndex) =>
        IsCompiled(functionIndex) ? SupportMethods.Find(nameof(Support.TrapAt)) : null;

    /// <inheritdoc/>
    /// <remarks>As for <see cref="FindMethod"/>; which functions have such a part, the emitter knows.</remarks>
    public override MethodInfo? FindEarlyReturn(int batch, int functionIndex) => FindMethod(batch, functionIndex);

    /// <summary>Whether there is code for a defined function.</summary>
    /// <param name="functionIndex">Its index in the function index space, imports first.</param>
    protected abstract bool IsCompiled(int functionIndex);

    /// <inheritdoc/>
    protected override int BatchOf(MethodName name) => 0;
}
