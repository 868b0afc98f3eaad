// Calls from one component into another (CanonicalABI.md, "canon lower" of a "canon lift"): values go from memory to memory. What the plain way,
// ComponentHostCall and ComponentCall with values of .NET between, checks, traps on and says, is the same here.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A function of a component as another one calls it.</summary>
internal sealed class FusedCall
{
    /// <summary>What is wrong when the callee has not dropped what it was lent.</summary>
    public const string BorrowsRemain = "borrow handles still remain at the end of the call";

    private readonly string _name;
    private readonly ComponentFunctionType _type;
    private readonly CanonicalOptions _caller;
    private readonly CanonicalOptions _callee;
    private readonly LiftedFunction _function;
    private readonly CallLayout _source;
    private readonly CallLayout _target;
    private readonly FunctionCopier _copier;
    private readonly ComponentResourceType[] _resources;

    // An instance runs one call at a time, so that one scope will do.
    private CallScope? _scope;

    private FusedCall(string name, LoweredFunction lowered, LiftedFunction function, FunctionCopier copier)
    {
        (_name, _type, _caller, _callee) = (name, lowered.Type, lowered.Options, function.Options);
        (_function, _source, _target, _copier) = (function, lowered.Layout, function.Layout, copier);
        _resources = [.. copier.Handles.Select(handle => _caller.Instance.Resolve(handle.Resource))];
    }

    private enum Phase
    {
        Lowering,
        Running,
        Finished,
    }

    /// <summary>Makes one.</summary>
    /// <param name="name">What messages call the function.</param>
    /// <param name="lowered">The side of the caller.</param>
    /// <param name="function">The side of the callee.</param>
    /// <returns>Null when one side is asynchronous, or has values that cannot be copied: then the plain way must do.</returns>
    public static FusedCall? TryMake(string name, LoweredFunction lowered, LiftedFunction function)
    {
        if (lowered.Options.IsAsync || function.Options.IsAsync || lowered.Options.Instance.IsPlain)
        {
            return null;
        }

        var copier = FunctionCopier.Find(lowered.Type, SideOptions.Of(lowered.Options), SideOptions.Of(function.Options));
        return copier is null ? null : new FusedCall(name, lowered, function, copier);
    }

    /// <summary>Calls it.</summary>
    /// <param name="slots">The core arguments; then the core result.</param>
    public void Invoke(Span<ulong> slots)
    {
        var (caller, callee) = (_caller.Instance, _callee.Instance);
        caller.CheckLeave(_name);
        if (_copier.IsDeep)
        {
            CallDepth.Check();
        }

        callee.Enter(caller, _name);
        var scope = _scope ?? new CallScope();
        _scope = null;
        scope.Function = _function;
        var outerTask = callee.Task;
        callee.Task = scope;
        var phase = Phase.Lowering;
        var given = 0;
        try
        {
            Span<ulong> inner = stackalloc ulong[_function.CallSlots];
            var resultAddress = _source.HasFlatResult ? 0 : slots[_source.ParameterSlots];
            if (_copier.NumberKinds is { } numbers)
            {
                NumberMoves.Move(numbers, slots, inner);
                given = numbers.Length;
            }
            else
            {
                GiveArguments(scope, slots, inner, ref given);
            }

            phase = Phase.Running;
            InstanceState.CallCore(_function.Core, inner);
            if (scope.Borrows != 0)
            {
                throw new AbiException(BorrowsRemain);
            }

            if (_copier.ResultKind is { } kind)
            {
                slots[0] = NumberMoves.Move(kind, inner[0]);
            }
            else if (_copier.Result is { } result)
            {
                TakeResult(result, scope, inner, slots, resultAddress);
            }

            if (_callee.PostReturn is { } postReturn)
            {
                callee.CallCoreInside(postReturn, inner);
            }

            phase = Phase.Finished;
        }
        catch (AbiException exception)
        {
            var isLifting = phase == Phase.Lowering && !exception.IsOfTarget;
            phase = isLifting ? phase : Phase.Running;
            throw exception.ToTrap(Place(given));
        }
        finally
        {
            // When an argument was wrong, none of the callee's code ran, or it has come back from realloc.
            if (phase == Phase.Finished || (phase == Phase.Lowering && callee.MayLeave))
            {
                callee.Leave(caller);
            }

            callee.Task = outerTask;
            scope.End();
            _scope = scope;
        }
    }

    /// <summary>The place that messages name for a parameter, or for the result when there is none of the number.</summary>
    public string Place(int parameter) =>
        (uint)parameter < (uint)_type.Parameters.Length ? $"`{_name}`, parameter `{_type.Parameters[parameter].Name}`" : $"`{_name}`, result";

    /// <summary>What is left of a call of an adapter when the callee has returned: the result is copied.</summary>
    /// <param name="slots">The callee's core result, then where the caller wants it when it is not flat; then the core result for the caller.</param>
    public void Finish(Span<ulong> slots)
    {
        var scope = _caller.Instance.RentScope();
        try
        {
            Span<ulong> inner = [slots[0]];
            TakeResult(_copier.Result!, scope, inner, slots, _source.HasFlatResult ? 0 : slots[1]);
        }
        catch (AbiException exception)
        {
            throw exception.ToTrap(Place(-1));
        }
        finally
        {
            _caller.Instance.EndScope(scope);
        }
    }

    private void GiveArguments(CallScope scope, ReadOnlySpan<ulong> slots, Span<ulong> inner, ref int given)
    {
        var parameters = _copier.Parameters;
        var frame = new CopyFrame(new LiftContext(_caller, scope), new LowerContext(_callee, scope), slots, inner, _resources);
        if (_source.HasFlatParameters)
        {
            for (; given < parameters.Length; given++)
            {
                parameters[given].CopyFlat(ref frame);
            }

            return;
        }

        var (source, target) = (_source.Parameters, _target.Parameters);
        var address = frame.ReadPointer();
        frame.From.CheckRecord(address, source.Size, source.Alignment);
        var copy = frame.Allocate((uint)target.Size, target.Alignment, "content");
        frame.Write(copy);
        var from = frame.From.GetBytes(address, source.Size);
        var to = frame.To.GetBytes(copy, target.Size);
        for (; given < parameters.Length; given++)
        {
            parameters[given].Copy(ref frame, from[_copier.SourceOffsets[given]..], to[_copier.TargetOffsets[given]..]);
        }
    }

    private void TakeResult(ValueCopier result, CallScope scope, ReadOnlySpan<ulong> inner, Span<ulong> slots, ulong resultAddress)
    {
        var frame = new CopyFrame(new LiftContext(_callee, scope), new LowerContext(_caller, scope), inner, slots, _resources);
        if (_source.HasFlatResult)
        {
            result.CopyFlat(ref frame);
            return;
        }

        var (source, target) = (_target.Result, _source.Result);
        var address = frame.ReadPointer();
        frame.From.CheckRecord(address, source.Size, source.Alignment);
        var copy = _caller.Is64 ? resultAddress : (uint)resultAddress;
        frame.To.CheckRecord(copy, target.Size, target.Alignment);
        result.Copy(ref frame, frame.From.GetBytes(address, source.Size), frame.To.GetBytes(copy, target.Size));
    }
}
