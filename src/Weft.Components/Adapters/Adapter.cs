// An adapter takes the place of a function that canon lower has made: calls go on in code, and come to the host only for what is not usual.
using Weft.Components.CanonicalAbi;
using Weft.Wasm;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>The adapter of one function of an instance, as one other calls it.</summary>
internal sealed class Adapter
{
    private readonly FusedCall _call;
    private readonly AdapterPlan _plan;
    private readonly CanonicalOptions _caller;
    private readonly CanonicalOptions _callee;
    private readonly Function _core;
    private readonly List<InstanceState> _entered;
    private readonly ComponentResourceType?[] _resources;
    private StringCopier? _parameterText;
    private StringCopier? _resultText;

    // What is lent: an instance runs one call at a time.
    private CallScope? _scope;

    private Adapter(FusedCall call, AdapterPlan plan, CanonicalOptions caller, LiftedFunction callee, List<InstanceState> entered) =>
        (_call, _plan, _caller, _callee, _core, _entered, _resources) =
            (call, plan, caller, callee.Options, callee.Core, entered, new ComponentResourceType?[plan.Sites.Count]);

    /// <summary>Finds what can take the place of calls.</summary>
    /// <param name="call">The call by copiers.</param>
    /// <param name="lowered">The side of the caller.</param>
    /// <param name="callee">The side of the callee.</param>
    /// <returns>Null when copiers must do.</returns>
    public static Adapter? Find(FusedCall call, LoweredFunction lowered, LiftedFunction callee)
    {
        var (from, to) = (lowered.Options, callee.Options);
        var entered = to.Instance.FindEntered(from.Instance);
        var store = from.Instance.Store;
        if (!CanBeUsed(from) || !CanBeUsed(to) || to.Instance.UsesTask || store.Engine.Options.FunctionListeners is not null)
        {
            return null;
        }

        if (store.Options.Fuel is not null)
        {
            // Its code would need fuel, which copiers do not; how much a program needs must not depend on the tier.
            return null;
        }

        var isUtf8 = from.Encoding == StringEncoding.Utf8 && to.Encoding == StringEncoding.Utf8;
        return AdapterPlan.Find(lowered.Type, new AdapterTraits(isUtf8, to.PostReturn is not null, entered.Count, LendsOnly(lowered, to.Instance))) is { } plan
            ? new Adapter(call, plan, from, callee, entered)
            : null;
    }

    /// <summary>Whether its code is there already, of another instance.</summary>
    public bool IsReady => _plan.IsReady;

    /// <summary>Lets it take the place of a function.</summary>
    /// <param name="lowered">The function that canon lower has made.</param>
    public void Replace(Function lowered)
    {
        var imports = new External[_plan.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            imports[i] = Give(_plan.Imports[i].What, _plan.Imports[i].State, lowered.Type);
        }

        lowered.Replace(_plan.Load(lowered.Store.Engine), AdapterPlan.Export, imports);
    }

    private static bool LendsOnly(LoweredFunction lowered, InstanceState callee) => lowered.Type.Parameters.All(field =>
        AdapterReader.FindHandles(field.Type).All(handle => handle.IsBorrow && lowered.Options.Instance.Resolve(handle.Resource).Instance == callee));

    // Exceptions must not pass, memories must be of the usual kind, and what an instance is made of must be known.
    private static bool CanBeUsed(CanonicalOptions options) =>
        options.Instance is { IsComplete: true, HandlesExceptions: false } && !options.Is64 && options.Memory is null or { Type: { IsShared: false, PageSizeLog2: 16 } };

    private External Give(AdapterImport what, int state, FunctionType lowered) => what switch
    {
        AdapterImport.Callee => _core,
        AdapterImport.Slow => Host(lowered, (_, slots) => _call.Invoke(slots)),
        AdapterImport.Finish => Host(FinishType(lowered), (_, slots) => _call.Finish(slots)),
        AdapterImport.CheckText => Host(AdapterSide.CheckTextType, (_, slots) => CheckText(slots)),
        AdapterImport.CopyText => Host(AdapterSide.CopyTextType, (_, slots) => slots[0] = CopyText(slots)),
        AdapterImport.MoveHandle => Host(AdapterSide.MoveHandleType, (_, slots) => slots[0] = MoveHandle((int)slots[0], (uint)slots[1], slots[2..])),
        AdapterImport.EndHandles => Host(AdapterSide.EndHandlesType, (_, _) => EndHandles()),
        AdapterImport.Refuse => Host(AdapterSide.RefuseType, (_, slots) => Refuse((int)slots[0], (uint)slots[1], (uint)slots[2])),
        AdapterImport.CalleeRealloc => _callee.Realloc!,
        AdapterImport.CallerRealloc => _caller.Realloc!,
        AdapterImport.PostReturn => _callee.PostReturn!,
        AdapterImport.CallerMemory => _caller.Memory!,
        AdapterImport.CalleeMemory => _callee.Memory!,
        AdapterImport.CallerFlags => _caller.Instance.Flags,
        _ => _entered[state].Flags,
    };

    // A result that crosses flat is one core value on both sides; where it does not, its place is one.
    private static FunctionType FinishType(FunctionType lowered) =>
        lowered.Results.IsEmpty ? new FunctionType([CoreValue.I32, CoreValue.I32], []) : new FunctionType(lowered.Results, lowered.Results);

    private Function Host(FunctionType type, SlotHostFunction body) => new(_core.Store, type, body);

    private void CheckText(ReadOnlySpan<ulong> slots)
    {
        var site = _plan.Sites[(int)slots[0]];
        var text = TargetOf(site).Memory!.GetSpan((uint)slots[1], (int)slots[2]);
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            throw Blame(site, StringLifting.InvalidUtf8(text), slots[3..]);
        }
    }

    private ulong CopyText(ReadOnlySpan<ulong> slots)
    {
        var site = _plan.Sites[(int)slots[0]];
        var (from, to) = site.Parameter >= 0 ? (_caller, _callee) : (_callee, _caller);
        var copier = site.Parameter >= 0
            ? _parameterText ??= new StringCopier(sourceIs64: false, targetIs64: false, from.Encoding, to.Encoding)
            : _resultText ??= new StringCopier(sourceIs64: false, targetIs64: false, from.Encoding, to.Encoding);
        var scope = _caller.Instance.RentScope();
        try
        {
            Span<ulong> copy = stackalloc ulong[2];
            var frame = new CopyFrame(new LiftContext(from, scope), new LowerContext(to, scope), slots[1..3], copy, []);
            copier.CopyFlat(ref frame);
            return (uint)copy[0] | (copy[1] << 32);
        }
        catch (AbiException exception)
        {
            throw exception.IsOfTarget ? exception.ToTrap(_call.Place(site.Parameter)) : Blame(site, exception, slots[3..]);
        }
        finally
        {
            _caller.Instance.EndScope(scope);
        }
    }

    private uint MoveHandle(int index, uint handle, ReadOnlySpan<ulong> indices)
    {
        var site = _plan.Sites[index];
        var isParameter = site.Parameter >= 0;
        var (from, to) = isParameter ? (_caller, _callee) : (_callee, _caller);
        var type = _resources[index] ??= _caller.Instance.Resolve(site.Handle!.Resource);
        try
        {
            return isParameter && _plan.Traits.LendsOnly
                ? (uint)from.Instance.Handles.Get(handle, type).Representation
                : HandleCopier.Move(from.Instance.Handles, to.Instance, type, site.Handle!.IsBorrow ? _scope ??= new CallScope() : null, handle);
        }
        catch (AbiException exception)
        {
            throw Blame(site, exception, indices);
        }
    }

    private void EndHandles()
    {
        if (_scope is null)
        {
            // Only some cases of a variant lend.
            return;
        }

        var isDropped = _scope.Borrows == 0;
        _scope.End();
        if (!isDropped)
        {
            throw new AbiException(FusedCall.BorrowsRemain).ToTrap(_call.Place(-1));
        }
    }

    // Text or a handle is wrong, for which whoever it comes from is to blame. When it is the caller, the callee is left as it was.
    private TrapException Blame(AdapterSite site, AbiException exception, ReadOnlySpan<ulong> indices)
    {
        _scope?.End();
        if (site.Parameter >= 0)
        {
            _callee.Instance.Leave(_caller.Instance);
        }

        var place = new List<string> { _call.Place(site.Parameter) };
        foreach (var part in site.Path)
        {
            place.Add(part ?? AbiException.NameElement((int)indices[0]));
            indices = part is null ? indices[1..] : indices;
        }

        return exception.ToTrap(string.Join(", ", place));
    }

    private void Refuse(int index, uint address, uint size)
    {
        var site = _plan.Sites[index];
        var target = TargetOf(site);
        try
        {
            new LowerContext(target, new CallScope()).CheckAllocated(address, site.Alignment, size, site.What);
        }
        catch (AbiException exception)
        {
            throw exception.ToTrap(_call.Place(site.Parameter));
        }
    }

    private CanonicalOptions TargetOf(AdapterSite site) => site.Parameter >= 0 ? _callee : _caller;
}
