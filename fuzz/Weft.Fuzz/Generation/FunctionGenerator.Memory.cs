// Accesses to memories: most inside, some at the very edge, some outside; bulk operations with segments.
using System.Numerics;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private bool TryLoad(ValueType type, int depth)
    {
        var candidates = _plan.Accesses.Where(access => access.Signature.Results is [var result] && NumericOperation.ToValueType(result, default) == type).ToList();
        return candidates.Count > 0 && TryAccess(_dice.Pick(candidates), depth);
    }

    private bool TryStore(int depth)
    {
        var candidates = _plan.Accesses.Where(access => access.Signature.Results.IsEmpty).ToList();
        return TryAccess(_dice.Pick(candidates), depth);
    }

    private bool TryAccess(NumericOperation access, int depth)
    {
        if (_plan.Memories.Count == 0)
        {
            return false;
        }

        var opcode = access.Opcode;
        var memory = _dice.Next(_plan.Memories.Count);
        var isAtomic = InstructionTable.GetFeature(opcode) == Features.Threads;
        var waits = opcode is Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64;
        var mustTrap = waits && !_plan.Memories[memory].Type.IsShared;
        var width = InstructionTable.GetWidth(opcode);
        if ((mustTrap && !AtHazard()) || !TryAddress(_plan.Memories[memory], width, isAtomic, depth, out var offset))
        {
            return false;
        }

        foreach (var operand in access.Signature.Operands.Skip(1))
        {
            if (waits && operand == access.Signature.Operands[^1])
            {
                continue;
            }

            Value(NumericOperation.ToValueType(operand, default), depth);
        }

        if (waits)
        {
            if (access.Signature.Operands is [_, SignatureType.I64, _])
            {
                Value(ValueType.I64, depth);
            }

            // The timeout in nanoseconds: nobody will notify, and an engine may round it up.
            _code.I64(_loopProduct == 1 && _dice.OneIn(8) ? _dice.Next(2000) : 0);
        }

        var alignLog2 = BitOperations.Log2((uint)width);
        _code.Memory(opcode, memory, isAtomic ? alignLog2 : _dice.Next(alignLog2 + 1), offset, (byte)_dice.Next(Math.Max(1, InstructionTable.GetLanes(opcode))));
        return true;
    }

    /// <summary>Leaves an address for an access and chooses its offset; false, with nothing left, when it could only trap.</summary>
    private bool TryAddress(MemoryPlan memory, int width, bool aligned, int depth, out ulong offset)
    {
        var bytes = memory.MinimumBytes;
        offset = 0;
        if (AtHazard())
        {
            RiskyAddress(memory, bytes, depth, out offset);
            return true;
        }

        if (bytes < 64)
        {
            return false;
        }

        offset = _dice.Next(4) switch { 0 => 0, 1 => (ulong)_dice.Next(16), 2 => (ulong)_dice.Next(32) * 8, _ => _dice.Bits() % (bytes - (ulong)width + 1) };
        offset = Math.Min(offset, bytes - (ulong)width);
        if (aligned)
        {
            offset &= ~((ulong)width - 1);
        }

        var room = bytes - (ulong)width - offset;
        var mask = (1UL << (63 - BitOperations.LeadingZeroCount(room + 1))) - 1;
        if (aligned)
        {
            mask &= ~((ulong)width - 1);
        }

        switch (_dice.Next(6))
        {
            case 0:
                Number(memory.AddressType, aligned ? room & ~((ulong)width - 1) : room);
                break;
            case 1:
                Number(memory.AddressType, _dice.Bits() & mask & 0xFFF);
                break;
            default:
                Value(memory.AddressType, depth);
                Number(memory.AddressType, mask);
                _code.Op(memory.AddressType == ValueType.I64 ? Opcode.I64And : Opcode.I32And);
                break;
        }

        return true;
    }

    private void RiskyAddress(MemoryPlan memory, ulong bytes, int depth, out ulong offset)
    {
        var is64 = memory.AddressType == ValueType.I64;
        offset = _dice.Next(5) switch
        {
            0 => bytes,
            1 => _dice.Bits() & (is64 ? ulong.MaxValue : uint.MaxValue),
            2 => is64 ? ulong.MaxValue - (ulong)_dice.Next(32) : uint.MaxValue - (ulong)_dice.Next(32),
            _ => (ulong)_dice.Next(64),
        };
        if (_dice.Percent(50))
        {
            Number(memory.AddressType, bytes - offset + (ulong)_dice.Next(-20, 4));
        }
        else
        {
            Value(memory.AddressType, depth);
        }
    }

    private void Number(ValueType type, ulong bits) => _code.Number(type.Kind, bits);

    private void BulkMemory()
    {
        if (_plan.Memories.Count == 0 || !_profile.Has("bulk-memory"))
        {
            return;
        }

        var to = _dice.Next(_plan.Memories.Count);
        var destination = _plan.Memories[to];
        switch (_dice.Next(6))
        {
            case 0 or 1:
                if (TryRange(destination, out _))
                {
                    Value(ValueType.I32, 2);
                    Length(destination.AddressType);
                    _code.Op(Opcode.MemoryFill, to);
                }

                break;
            case 2 or 3:
                var from = _dice.Next(_plan.Memories.Count);
                var source = _plan.Memories[from];
                if (CanRange(source) && TryRange(destination, out _) && TryRange(source, out _))
                {
                    var isLong = destination.AddressType == ValueType.I64 && source.AddressType == ValueType.I64;
                    Length(isLong ? ValueType.I64 : ValueType.I32);
                    _code.Op(Opcode.MemoryCopy, to, from);
                }

                break;
            case 4:
                if (PickSegment(_plan.Data, segment => segment.IsDroppable) is { } segment && (!_plan.Data[segment].IsDroppable || AtHazard()) && TryRange(destination, out _))
                {
                    var length = _plan.Data[segment].Segment.Bytes.Length;
                    var count = _dice.Next(Math.Min(length, LargestRange) + 1);
                    _code.I32(_dice.Next(length - count + 1));
                    _code.I32(AtHazard() ? (int)InterestingValues.Number(_dice, ValueKind.I32) : count);
                    _code.Op(Opcode.MemoryInit, segment, to);
                }

                break;
            default:
                if (PickSegment(_plan.Data, segment => !segment.IsDroppable) is { } dropped && _plan.Data[dropped].IsDroppable)
                {
                    _code.Op(Opcode.DataDrop, dropped);
                }

                break;
        }
    }

    // Ranges of bulk instructions are short; their start leaves room for them.
    private const int LargestRange = 48;

    private static bool CanRange(MemoryPlan memory) => memory.MinimumBytes >= 4 * LargestRange;

    private bool TryRange(MemoryPlan memory, out ulong offset)
    {
        offset = 0;
        return CanRange(memory) && TryAddress(memory, LargestRange, aligned: false, 1, out offset) && AddOffset(memory, offset);
    }

    private bool AddOffset(MemoryPlan memory, ulong offset)
    {
        Number(memory.AddressType, offset);
        _code.Op(memory.AddressType == ValueType.I64 ? Opcode.I64Add : Opcode.I32Add);
        return true;
    }

    private void Length(ValueType type)
    {
        if (AtHazard())
        {
            Value(type, 1);
            return;
        }

        if (_dice.Percent(50))
        {
            Number(type, (ulong)_dice.Next(LargestRange + 1));
            return;
        }

        Value(type, 1);
        Number(type, 31);
        _code.Op(type == ValueType.I64 ? Opcode.I64And : Opcode.I32And);
    }

    /// <summary>A passive segment; the kind that is not wanted comes rarely.</summary>
    private int? PickSegment<T>(IReadOnlyList<T> segments, Func<T, bool> unwanted)
    {
        if (segments.Count == 0 || !_profile.Has("bulk-memory"))
        {
            return null;
        }

        var index = _dice.Next(segments.Count);
        return unwanted(segments[index]) ? _dice.Next(segments.Count) : index;
    }

    private void GrowMemory(int memory)
    {
        // Memories without a maximum grow by nothing or by far too much: how much there is differs between machines.
        var plan = _plan.Memories[memory];
        var hasMaximum = plan.Type.Limits.Maximum is <= 65536;
        Number(plan.AddressType, _dice.Next(4) switch
        {
            0 => 0UL,
            1 => plan.AddressType == ValueType.I64 ? ulong.MaxValue - (ulong)_dice.Next(3) : uint.MaxValue - (ulong)_dice.Next(3),
            _ => hasMaximum ? (ulong)_dice.Next(plan.Type.PageSize == 1 ? 5000 : 3) : 0,
        });
        _code.Op(Opcode.MemoryGrow, memory);
    }
}
