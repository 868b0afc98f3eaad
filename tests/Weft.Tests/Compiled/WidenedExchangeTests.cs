// i64.atomic.rmw32.cmpxchg_u whose expected value lies on the stack with its upper half, in a function as large as it takes for RyuJIT to put
// it there and to use the result where the processor left it.
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class WidenedExchangeTests
{
    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Jit)]
    public void The_upper_half_of_the_expected_value_does_not_get_into_the_result(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        using var module = engine.LoadModuleText(Text);

        // Each call of the function goes round once, as the cell held 0, and takes 2 of 50; with a wrong result it goes on until nothing is left.
        Assert.Equal(46, new Linker(engine).Instantiate(store, module).GetFunction("main").Invoke()[0].AsInt32());
    }

    private const string Text = """
        (module
          (rec
            (type (sub (array (ref null 1))))
            (type (array (mut i16)))
            (type (sub (struct (field (mut i16)) (field v128) (field (mut (ref null 3))))))
            (type (sub (struct (field (mut f32)) (field i31ref))))
          )
          (type (func (param i64 f64 v128)))
          (type (func (param f64 (ref null 0) structref) (result funcref)))
          (type (func (param f64 i64 i64 f32)))
          (type (sub (func (param i32 v128 i32 f32 f64))))
          (type (sub final 7 (func (param i32 v128 i32 f32 f64))))
          (type (func (param v128 v128 v128)))
          (type (func (param v128 i64 f32 v128) (result v128)))
          (type (func (param (ref null 1))))
          (type (func (param v128 v128)))
          (memory 1 4)
          (global f64 (f64.const 1))
          (global (mut i64) (i64.const 1))
          (tag (type 11) (param (ref null 1)))
          (tag (type 12) (param v128 v128))
          (global (mut i32) (i32.const 50))
          (func (param i64 f64 v128))
          (func (param f64 (ref null 0) structref) (result funcref)
            unreachable
          )
          (func (param f64 i64 i64 f32)
            (local (ref null 1) anyref i32 anyref (ref 5) f32 f32 (ref null 1) f64 v128 f32 (ref null 0) (ref null 1))
            block
              block (result (ref null 1))
                try_table (catch 0 0)
                  block
                    block (result v128 v128)
                      try_table (catch 1 0)
                        loop (result f32 (ref null 1) (ref null 1))
                          i32.const 16909060
                          i32.const 33
                          array.new 1
                          local.get 6
                          i32.const 16
                          i32.const 31
                          local.get 6
                          array.new_fixed 1 4
                          local.get 6
                          i32.const 65294
                          local.get 6
                          f64.const inf
                          local.get 2
                          local.tee 1
                          drop
                          drop
                          i32.const 0
                          i32.const 0
                          v128.const i32x4 0x3f93117a 0x320b4c16 0x5e8d1a51 0xc4a6c7c3
                          ref.null 3
                          struct.new 2
                          struct.get 2 1
                          i32.const 0
                          local.get 1
                          i64.atomic.rmw32.xor_u
                          drop
                          i32.const 0
                          f32.const 0
                          f64.const 0
                          call 4
                          drop
                          drop
                          select (result (ref 1))
                          drop
                          global.get 2
                          i32.const 0
                          i32.gt_s
                          local.get 6
                          local.get 1
                          i64.const -7434467636629754742
                          i64.atomic.rmw32.cmpxchg_u offset=4
                          f32.const 5.5765573E-16
                          f32.const 0
                          i32.const 0
                          select
                          drop
                          i64.const 0
                          i64.gt_u
                          i32.and
                          if
                            i32.const 1
                            br_table 1 1 1
                          end
                          f32.const -2.1474836E+09
                          ref.null 1
                          i32.const 27
                          array.new_default 1
                        end
                        drop
                        local.set 5
                        drop
                      end
                      br 1
                    end
                    local.get 4
                    throw 0
                  end
                end
                br 1
              end
              drop
            end
          )
          (func (param f64 i64 i64 f32)
          )
          (func (param i32 v128 i32 f32 f64)
            global.get 2
            i32.const 2
            i32.sub
            global.set 2
            i32.const 0
            array.new_default 1
            drop
          )
          (func (export "main") (result i32) f64.const 1 i64.const 0x20 i64.const 0x20 f32.const 0 call 2 f64.const 1 i64.const 0x25 i64.const 0x7fffff0000000000 f32.const 0 call 2 global.get 2
          )
        )
        """;
}
