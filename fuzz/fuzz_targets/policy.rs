#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jwt_workbench_fuzz::policies::policy(data));
