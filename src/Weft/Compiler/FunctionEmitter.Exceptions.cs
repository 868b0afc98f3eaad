// Exceptions (spec 4.6.12). A call that throws returns with the exception pending in the store; the caller looks, and goes to the
// innermost handler or returns as well. Inside one function a throw is a branch.
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly MethodInfo s_makeException =
        typeof(ExceptionObject).GetMethod(nameof(ExceptionObject.Make), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly FieldInfo s_tag =
        typeof(ExceptionObject).GetField(nameof(ExceptionObject.TagField), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private bool EmitException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Throw:
                EmitThrowNew(instruction.Index);
                return true;
            case Opcode.ThrowRef:
                Take(1);
                Call(nameof(Support.CheckException));
                EmitThrow();
                return true;
            case Opcode.Rethrow:
                Load(FrameAt(instruction.Index).Exception!);
                EmitThrow();
                return true;
            default:
                return false;
        }
    }

    // Throws an exception of a tag and the values on top of the operand stack. It may be one that was caught before, where it has no references, which
    // would be kept alive, and where the first that sees it does not keep it.
    private void EmitThrowNew(int tag)
    {
        var handler = FindHandler(_frames.Count - 1);
        var types = _module.GetTagType(tag).Parameters;
        Take(types.Length);
        var values = Rent(types.AsSpan());
        Store(values);
        var exception = Rent(ValueKind.Ref);
        var isThere = _il.DefineLabel();
        var mayBeSpent = (handler is null || OnlyLooks(handler)) && !types.Any(static type => type.IsReference);
        if (mayBeSpent)
        {
            LoadObject(tag);
            LoadContext();
            Call(nameof(Support.TakeSpent));
            Save(exception);
            Load(exception);
            _il.Emit(OpCodes.Brtrue, isThere);
        }

        LoadObject(tag);
        _il.Emit(OpCodes.Call, s_makeException);
        Save(exception);
        EmitMeter(exception, BytesOf(types));
        if (mayBeSpent)
        {
            Load(exception);
            LoadContext();
            Call(nameof(Support.PlaceSpent));
        }

        _il.MarkLabel(isThere);
        EmitPayload(types, values, exception);
        Load(exception);
        Release(ValueKind.Ref, exception);
        if (handler is not null || !mayBeSpent)
        {
            EmitThrow();
            return;
        }

        LoadContext();
        Call(nameof(Support.SendSpent));
        EmitThrown();
    }

    // The bytes that an exception takes.
    private static int BytesOf(ImmutableArray<Wasm.ValueType> types)
    {
        int number = 0, reference = 0;
        foreach (var type in types)
        {
            NextPayload(type.Kind, ref number, ref reference);
        }

        return ExceptionObject.BytesOf(number, reference);
    }

    // Fills an exception, and releases the values.
    private void EmitPayload(ImmutableArray<Wasm.ValueType> types, Variable[] values, Variable exception)
    {
        int number = 0, reference = 0;
        for (var i = 0; i < values.Length; i++)
        {
            Load(exception);
            Load(values[i]);
            Int(NextPayload(types[i].Kind, ref number, ref reference));
            _il.Emit(OpCodes.Call, SupportMethods.SetPayload(types[i].Kind));
            Release(types[i].Kind, values[i]);
        }
    }

    // The index of a value of a payload among the numbers or the references.
    private static int NextPayload(ValueKind kind, ref int number, ref int reference)
    {
        if (kind == ValueKind.Ref)
        {
            return reference++;
        }

        var index = number;
        number += kind == ValueKind.V128 ? 2 : 1;
        return index;
    }

    // Throws the exception on the evaluation stack.
    private void EmitThrow()
    {
        if (FindHandler(_frames.Count - 1) is { } handler)
        {
            Save(handler.Exception!);
            Discard();

            // A loop may consist of nothing but a throw and its handler.
            LoadStop();
            _il.Emit(OpCodes.Brtrue, Interrupted());
            _il.Emit(OpCodes.Br, handler.Dispatch);
            _unreachable = true;
            return;
        }

        LoadContext();
        Call(nameof(Support.SetPending));
        EmitThrown();
    }

    // Leaves the function with an exception pending.
    private void EmitThrown()
    {
        Discard();
        _il.Emit(OpCodes.Br, Propagate());
        _unreachable = true;
    }

    private ControlFrame OpenProtected(Opcode opcode, BlockType block, CatchClause[] catches, ControlFrame[] targets)
    {
        Spill();
        var (parameters, results) = _module.GetBlockType(block);
        var frame = new ControlFrame
        {
            Opcode = opcode,
            Parameters = parameters,
            Results = results,
            Height = _operands.Count - parameters.Length,
            Target = _il.DefineLabel(),
            Values = Rent(results.AsSpan()),
            Handler = _il.DefineLabel(),
            Dispatch = _il.DefineLabel(),
            Exception = Declare(ValueKind.Ref),
            Catches = catches,
            CatchTargets = targets,
        };
        _frames.Add(frame);
        return frame;
    }

    private void OpenTry(BlockType block) => OpenProtected(Opcode.Try, block, [], []);

    private void OpenTryTable(in Instruction instruction)
    {
        // The clauses' labels count from outside.
        var targets = new ControlFrame[instruction.Catches.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = FrameAt(instruction.Catches[i].Label);
        }

        OpenProtected(Opcode.TryTable, instruction.Block, instruction.Catches, targets);
    }

    // Where calls of the frame arrive with an exception pending: takes it, and falls into the tests.
    private void EmitTakePending(ControlFrame frame)
    {
        _il.MarkLabel(frame.Handler);
        EmitListenedCatch();
        LoadContext();
        Call(OnlyLooks(frame) ? nameof(Support.LookAtPending) : nameof(Support.TakePending));
        Save(frame.Exception!);
        _il.MarkLabel(frame.Dispatch);
    }

    // Whether the handlers of a frame take values out of exceptions, and nothing else; a legacy one may throw its own again.
    private static bool OnlyLooks(ControlFrame frame) =>
        frame.Opcode == Opcode.TryTable && frame.Catches.Length != 0 && !frame.Catches.Any(static clause => clause.PushesReference);

    // The handlers of a try_table, or of a try that has none, out of which exceptions go on outward.
    private void EmitHandlers(ControlFrame frame)
    {
        EmitTakePending(frame);
        for (var i = 0; i < frame.Catches.Length; i++)
        {
            EmitClause(frame, frame.Catches[i], frame.CatchTargets[i]);
        }

        if (OnlyLooks(frame))
        {
            Load(frame.Exception!);
            Call(nameof(Support.Keep));
        }

        frame.Opcode = Opcode.Block;
        EmitPassOn(frame, _frames.Count - 1);
    }

    private void EmitClause(ControlFrame frame, CatchClause clause, ControlFrame target)
    {
        var next = _il.DefineLabel();
        if (clause.HasTag)
        {
            EmitTagTest(frame, clause.Tag, next);
            LoadPayload(frame, clause.Tag);
        }

        if (clause.PushesReference)
        {
            Load(frame.Exception!);
        }

        Deliver(target);

        _il.MarkLabel(next);
    }

    private void EmitTagTest(ControlFrame frame, int tag, Label next)
    {
        Load(frame.Exception!);
        _il.Emit(OpCodes.Ldfld, s_tag);
        LoadObject(tag);
        _il.Emit(OpCodes.Bne_Un, next);
    }

    private void LoadPayload(ControlFrame frame, int tag)
    {
        var payload = _module.GetTagType(tag).Parameters;
        int number = 0, reference = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            Load(frame.Exception!);
            Int(NextPayload(payload[i].Kind, ref number, ref reference));
            _il.Emit(OpCodes.Call, SupportMethods.GetPayload(payload[i].Kind));
        }
    }

    // Hands the exception of a frame to the next handler outside of it.
    private void EmitPassOn(ControlFrame frame, int depth)
    {
        Load(frame.Exception!);
        if (FindHandler(depth) is { } handler)
        {
            Save(handler.Exception!);
            _il.Emit(OpCodes.Br, handler.Dispatch);
            return;
        }

        LoadContext();
        Call(nameof(Support.SetPending));
        _il.Emit(OpCodes.Br, Propagate());
    }

    // The innermost frame with handlers, from one of the frames outward.
    private ControlFrame? FindHandler(int depth)
    {
        for (var i = depth; i >= 0; i--)
        {
            if (_frames[i].Protects)
            {
                return _frames[i];
            }
        }

        return null;
    }

    // catch and catch_all of a legacy try.
    private void EmitCatch(int tag)
    {
        var frame = _frames[^1];
        FallThrough(frame);
        Truncate(frame.Height);
        if (frame.Opcode == Opcode.Try)
        {
            EmitTakePending(frame);
        }
        else
        {
            _il.MarkLabel(frame.Next);
        }

        frame.Opcode = tag < 0 ? Opcode.CatchAll : Opcode.Catch;
        frame.Next = _il.DefineLabel();
        _unreachable = false;
        if (tag < 0)
        {
            return;
        }

        EmitTagTest(frame, tag, frame.Next);
        var payload = _module.GetTagType(tag).Parameters;
        LoadPayload(frame, tag);
        foreach (var type in payload)
        {
            Push(type.Kind);
        }
    }

    // The end of a legacy try: what no handler has taken goes on outward.
    private void EmitLastHandler(ControlFrame frame)
    {
        if (frame.Opcode == Opcode.Catch)
        {
            _il.MarkLabel(frame.Next);
            EmitPassOn(frame, _frames.Count - 1);
        }
    }

    private void EmitDelegate(int depth)
    {
        var frame = _frames[^1];
        FallThrough(frame);
        Truncate(frame.Height);
        EmitTakePending(frame);
        frame.Opcode = Opcode.Block;

        // The label counts from outside of the try.
        EmitPassOn(frame, _frames.Count - 2 - depth);
        Close(frame, fallsThrough: false);
    }
}
