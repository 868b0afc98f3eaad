// Locals and globals (spec 3.4.3): their declarations, and which locals have a value already.
using System.Collections.Immutable;
using Weft.Wasm.Binary;

namespace Weft.Wasm.Validation;

public sealed partial class FunctionValidator
{
    // Locals are kept as runs, as they are declared: five bytes may declare 50,000 of them in each of a million functions. The first
    // ones, which is all of them nearly always, also stand one by one.
    private const int FlatLocals = 128;

    private ValueType[] _locals = new ValueType[FlatLocals];
    private int _flatCount;
    private int _localCount;
    private int _parameterCount;
    private LocalRun[] _runs = new LocalRun[16];
    private int _runCount;

    // Locals without a default value must be set before they are read. A local is set when its entry is the number of the current
    // function; _initialized lists those that were set, in order, so that the end of a block can take it back.
    private bool _tracksLocals;
    private int _functionNumber;
    private int[] _initializedBy = [];
    private int[] _initialized = [];
    private int _initializedCount;

    /// <summary>The types of all locals, parameters first.</summary>
    public ReadOnlySpan<ValueType> Locals
    {
        get
        {
            ExpandLocals(_localCount);
            return _locals.AsSpan(0, _localCount);
        }
    }

    private void ReadLocals(ImmutableArray<ValueType> parameters)
    {
        _runCount = 0;
        _localCount = 0;
        _flatCount = 0;
        _tracksLocals = false;
        _parameterCount = parameters.Length;
        foreach (var type in parameters)
        {
            AddLocals(1, type);
        }

        var reader = new ByteReader(new ReadOnlySpan<byte>(_code, _codeStart, _codeLength), _baseOffset);
        var groups = reader.ReadCount(int.MaxValue, "groups of locals");
        for (var i = 0; i < groups; i++)
        {
            var at = reader.Offset;
            _offset = reader.Position;
            var count = reader.ReadU32();
            if (count > ImplementationLimits.Locals - _localCount)
            {
                throw new MalformedModuleException(
                    $"too many locals: {(long)_localCount + count}, the limit is {ImplementationLimits.Locals}", at);
            }

            var type = ResolveValueType(TypeReader.ReadValueType(ref reader));
            AddLocals((int)count, type);
            _tracksLocals |= count > 0 && !type.IsDefaultable;
        }

        _position = reader.Position;
        if (_tracksLocals)
        {
            _functionNumber++;
            if (_initializedBy.Length < _localCount)
            {
                Array.Resize(ref _initializedBy, _localCount);
            }
        }

        ExpandLocals(Math.Min(_localCount, FlatLocals));
    }

    private void AddLocals(int count, ValueType type)
    {
        if (count == 0)
        {
            return;
        }

        _localCount += count;
        if (_runCount > 0 && _runs[_runCount - 1].Type == type)
        {
            _runs[_runCount - 1].End = _localCount;
            return;
        }

        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, _runCount * 2);
        }

        _runs[_runCount++] = new LocalRun { End = _localCount, Type = type };
    }

    private void ExpandLocals(int count)
    {
        if (_flatCount >= count)
        {
            return;
        }

        if (_locals.Length < count)
        {
            Array.Resize(ref _locals, count);
        }

        var start = 0;
        for (var i = 0; i < _runCount && start < count; i++)
        {
            var end = Math.Min(_runs[i].End, count);
            _locals.AsSpan(start..end).Fill(_runs[i].Type);
            start = end;
        }

        _flatCount = count;
    }

    private ValueType GetLocal(int index)
    {
        if ((uint)index < (uint)_flatCount)
        {
            return _locals[index];
        }

        if ((uint)index >= (uint)_localCount)
        {
            throw Invalid($"unknown local {index}: the function has {_localCount}");
        }

        // The first run that ends after the index.
        var low = 0;
        var high = _runCount - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].End > index)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return _runs[low].Type;
    }

    private void ApplyLocalGet(int index)
    {
        var type = GetLocal(index);
        if (_tracksLocals && index >= _parameterCount && !type.IsDefaultable && _initializedBy[index] != _functionNumber)
        {
            throw Invalid($"uninitialized local {index}: it is of type {type}, which has no default value");
        }

        Push(type);
    }

    private void ApplyLocalTee(int index)
    {
        var type = GetLocal(index);
        Pop(type);
        SetInitialized(index);
        Push(type);
    }

    private void SetInitialized(int index)
    {
        if (!_tracksLocals || _initializedBy[index] == _functionNumber)
        {
            return;
        }

        _initializedBy[index] = _functionNumber;
        if (_initializedCount == _initialized.Length)
        {
            Array.Resize(ref _initialized, Math.Max(16, _initializedCount * 2));
        }

        _initialized[_initializedCount++] = index;
    }

    private void ResetInitialized(int count)
    {
        while (_initializedCount > count)
        {
            _initializedBy[_initialized[--_initializedCount]] = 0;
        }
    }

    private GlobalType GetGlobal(int index)
    {
        var globals = _module.Globals;
        return (uint)index < (uint)globals.Length ? globals[index] : throw Invalid($"unknown global {index}: there are {globals.Length}");
    }

    private void ApplyGlobalGet(int index) => Push(GetGlobal(index).Value);

    private void ApplyGlobalSet(int index)
    {
        var global = GetGlobal(index);
        if (!global.IsMutable)
        {
            throw Invalid($"immutable global {index}: global.set needs a mutable one");
        }

        Pop(global.Value);
    }

    private void ApplySelect()
    {
        Pop(ValueType.I32);
        var second = PopAny();
        var first = PopAny();
        if (first.IsReference || second.IsReference)
        {
            throw Invalid($"type mismatch: select without a type expected numbers or vectors but found {Describe([first, second])}");
        }

        if (first != second && first != ValueType.Bottom && second != ValueType.Bottom)
        {
            throw Invalid($"type mismatch: select expected two operands of one type but found {Describe([first, second])}");
        }

        Push(first == ValueType.Bottom ? second : first);
    }

    private void ApplyTypedSelect(ValueType[] types)
    {
        if (types.Length != 1)
        {
            throw Invalid($"invalid result arity: select has {types.Length} result types, one is allowed");
        }

        var type = ResolveValueType(types[0]);
        Pop([type, type, ValueType.I32]);
        Push(type);
    }

    private struct LocalRun
    {
        public int End;
        public ValueType Type;
    }
}
