//! The worked examples of the RFCs, as they stand there.

use jwt_workbench::crypto;
use jwt_workbench::jose::alg::{self, Curve};
use jwt_workbench::keys::{Format, Key, Material, Misfit, Private, Purpose, Secret, SecretEncoding, export, import};

/// RFC 7515 appendix A.1.1.
const A1_KEY: &str = concat!(
    r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9"#,
    r#"CAow"}"#,
);

/// RFC 7515 appendix A.1.1.
const A1_TOKEN: &str = concat!(
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9",
    "leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
);

/// RFC 7515 appendix A.2.1.
pub const A2_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPM"#,
    r#"EzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5"#,
    r#"rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D"#,
    r#"WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx"#,
    r#"1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoV"#,
    r#"En2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2"#,
    r#"QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjncz"#,
    r#"T0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3K"#,
    r#"hooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","#,
    r#""q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Y"#,
    r#"wD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDF"#,
    r#"ZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb3"#,
    r#"4MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZj"#,
    r#"eeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS"#,
    r#"1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy"#,
    r#"26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK"#,
    r#"0JKSHuLFkuQ3U"}"#,
);

/// RFC 7515 appendix A.2.1.
const A2_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19",
    "yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt",
    "_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb",
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI",
    "8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
);

/// RFC 7515 appendix A.3.1.
const A3_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue6"#,
    r#"59LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#,
);

/// RFC 7515 appendix A.3.1.
const A3_TOKEN: &str = concat!(
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19",
    "yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU",
    "1Q",
);

/// RFC 7515 appendix A.4.1: P-521.
pub const A4_KEY: &str = concat!(
    r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jS"#,
    r#"fS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh"#,
    r#"9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53v"#,
    r#"M9mE15j2C"}"#,
);

/// RFC 7515 appendix A.4.1.
const A4_TOKEN: &str = concat!(
    "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-K",
    "GDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
);

/// RFC 7520 section 4.3.
const A7520_4_3_KEY: &str = concat!(
    r#"{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUa"#,
    r#"jB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZ"#,
    r#"aCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1","d":"AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1"#,
    r#"XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt"}"#,
);

/// RFC 7520 section 4.3.
const A7520_4_3_TOKEN: &str = concat!(
    "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2l",
    "uZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWV",
    "wIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn479",
    "1jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0",
    "lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
);

/// RFC 8032 section 7.4, "Blank" and "1 octet": private key, public key, message, signature.
const A8032_7_4: [(&str, &str, &str, &str); 2] = [
    (
        concat!(
            "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f",
            "032e7549a20098f95b",
        ),
        concat!(
            "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6c",
            "d1fa1abeafe8256180",
        ),
        "",
        concat!(
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d78",
            "28c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db",
            "b61149f05a7363268c71d95808ff2e652600",
        ),
    ),
    (
        concat!(
            "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949e",
            "f8021e954e0a12274e",
        ),
        concat!(
            "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c",
            "235160627b4c3a9480",
        ),
        "03",
        concat!(
            "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633",
            "fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f",
            "f3348ab21aa4adafd1d234441cf807c03a00",
        ),
    ),
];

/// RFC 7748 sections 6.1 and 6.2: private and public keys of Alice and Bob.
const A7748_6: [(Curve, &str, &str); 4] = [
    (
        Curve::X25519,
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
    ),
    (
        Curve::X25519,
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
    ),
    (
        Curve::X448,
        concat!(
            "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf5",
            "74a9419744897391006382a6f127ab1d9ac2d8c0a598726b"
        ),
        concat!(
            "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb",
            "c836647241d953d40c5b12da88120d53177f80e532c41fa0"
        ),
    ),
    (
        Curve::X448,
        concat!(
            "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120",
            "bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d"
        ),
        concat!(
            "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972",
            "fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609"
        ),
    ),
];

/// RFC 7517 appendix A.1: public keys.
const A7517_A1: &str = concat!(
    r#"{"keys": [{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2"#,
    r#"YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}, {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZp"#,
    r#"tN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_"#,
    r#"2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q"#,
    r#"MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCu"#,
    r#"r-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}"#,
);

/// RFC 7517 appendix A.2: private keys.
const A7517_A2: &str = concat!(
    r#"{"keys": [{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2"#,
    r#"YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","k"#,
    r#"id":"1"}, {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aP"#,
    r#"FFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"#,
    r#"R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We"#,
    r#"Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","d":"X4cTteJY_gn4"#,
    r#"FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YS"#,
    r#"fqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47Ui"#,
    r#"Cl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z"#,
    r#"0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60"#,
    r#"eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn"#,
    r#"7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370A"#,
    r#"FXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXk"#,
    r#"c6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5t"#,
    r#"AA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw28"#,
    r#"2rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74W"#,
    r#"bRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0"#,
    r#"FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKF"#,
    r#"YItdldUKGzO6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"}]}"#,
);

/// RFC 7517 appendix A.3: symmetric keys.
const A7517_A3: &str = concat!(
    r#"{"keys": [{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}, {"kty":"oct","k":"AyM1SysPpbyDf"#,
    r#"gZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"HMACkeyusedinJWSsp"#,
    r#"ecAppendixA.1example"}]}"#,
);

/// RFC 7517 appendix B: a key with a certificate chain.
const A7517_B: &str = concat!(
    r#"{"kty":"RSA","use":"sig","kid":"1b94c","n":"vrjOfz9Ccdgx5nQudyhdoR17V-IubWMeOZCwX_jj0hgAsz2J_pqYW08P"#,
    r#"LbK_PdiVGKPrqzmDIsLI7sA25VEnHU1uCLNwBuUiCO11_-7dYbsr4iJmG0Qu2j8DsVyT1azpJC_NG84Ty5KKthuCaPod7iI7w0LK"#,
    r#"9orSMhBEwwZDCxTWq4aYWAchc8t-emd9qOvWtVMDC2BXksRngh6X5bUYLy6AyHKvj-nUy1wgzjYQDwHMTplCoLtU-o-8SNnZ1tmR"#,
    r#"oGE9uJkBLdh5gFENabWnU5m1ZqZPdwS-qo-meMvVfJb6jJVWRpl2SUtCnYG2C32qvbWbjZ_jBPD5eunqsIo1vQ","e":"AQAB",""#,
    r#"x5c": ["MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0G"#,
    r#"A1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDAeFw0xMzAy"#,
    r#"MjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYD"#,
    r#"VQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC"#,
    r#"AQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm1jHjmQsF/449IYALM9if6amFtPDy2yvz3YlRij66s5gyLCyO7ANuVRJx1Nbgiz"#,
    r#"cAblIgjtdf/u3WG7K+IiZhtELto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgHIXPLfnpnfajr"#,
    r#"1rVTAwtgV5LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cEvqqP"#,
    r#"pnjL1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQEAh8zGlfSlcI0o3rYD"#,
    r#"PBB07aXNswb4ECNIKG0CETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBNTqNgHq2G03X09266X5CpOe1zFo+Owb1z"#,
    r#"xtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEpOGVwe8fnk+fbEL2Bo3UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw"#,
    r#"9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1iJ684gPHMIY8aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5M"#,
    r#"PvACWpkA6SdS4xSvdXK3IVfOWA=="]}"#,
);

/// RFC 7638 section 3.1.
const A7638_KEY: &str = concat!(
    r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6"#,
    r#"tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz"#,
    r#"qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2"#,
    r#"NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-0"#,
    r#"4-29"}"#,
);

/// RFC 8037 appendix A.1.
const A8037_KEY: &str = concat!(
    r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#,
    r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
);

/// RFC 8037 appendix A.4.
const A8037_TOKEN: &str = concat!(
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.",
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
);

/// The signing input and the octets of the signature.
pub fn split(token: &str) -> (&[u8], Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input.as_bytes(), jwt_workbench::jose::base64url::decode_strict(signature).unwrap())
}

fn verifies(alg: &str, key: &Key, token: &str) -> bool {
    let (input, signature) = split(token);
    crypto::verify(alg::find(alg).unwrap(), key, input, &signature).unwrap()
}

fn signs(alg: &str, key: &Key, token: &str) -> bool {
    let (input, signature) = split(token);
    crypto::sign(alg::find(alg).unwrap(), key, input).unwrap() == signature
}

#[test]
fn rfc_7515_a1_hs256() {
    let key = Key::from_jwk(A1_KEY).unwrap();
    assert_eq!(key.describe(), "secret, 64 bytes");
    assert!(verifies("HS256", &key, A1_TOKEN));
    assert!(signs("HS256", &key, A1_TOKEN));
    assert!(!verifies("HS512", &key, A1_TOKEN));
}

#[test]
fn rfc_7515_a2_rs256() {
    let key = Key::from_jwk(A2_KEY).unwrap();
    assert_eq!(key.describe(), "RSA 2048");
    assert!(verifies("RS256", &key, A2_TOKEN));
    assert!(signs("RS256", &key, A2_TOKEN));
    assert!(!verifies("PS256", &key, A2_TOKEN));
}

#[test]
fn rfc_7515_a3_es256() {
    let key = Key::from_jwk(A3_KEY).unwrap();
    assert_eq!(key.describe(), "EC P-256");
    assert!(verifies("ES256", &key, A3_TOKEN));
    assert!(!signs("ES256", &key, A3_TOKEN), "ECDSA draws a new number for each signature");
}

#[test]
fn rfc_7515_a4_es512() {
    let mut key = Key::from_jwk(A4_KEY).unwrap();
    assert_eq!(key.describe(), "EC P-521");
    assert_eq!(crypto::complete(&mut key), Ok(()));
    assert_eq!(key, Key::from_jwk(A4_KEY).unwrap());
    assert!(verifies("ES512", &key, A4_TOKEN));
    assert!(!signs("ES512", &key, A4_TOKEN), "ECDSA draws a new number for each signature");
}

#[test]
fn rfc_7520_4_3_es512() {
    let key = Key::from_jwk(A7520_4_3_KEY).unwrap();
    assert!(verifies("ES512", &key, A7520_4_3_TOKEN));
    let (input, signature) = split(A7520_4_3_TOKEN);
    assert_eq!(signature.len(), 132, "with the leading zeros of both numbers");
    assert_eq!(crypto::verify(alg::find("ES512").unwrap(), &key, &input[1..], &signature), Ok(false));
}

#[test]
fn rfc_8032_7_4_ed448() {
    for (secret, public, message, signature) in A8032_7_4 {
        let octets = |hex| SecretEncoding::Hex.decode(hex).unwrap().expose().to_vec();
        let d = Some(Secret::new(octets(secret)));
        let mut key = Key::new(Material::Okp { curve: Curve::Ed448, x: Vec::new(), d });
        assert_eq!(crypto::complete(&mut key), Ok(()));
        assert!(matches!(&key.material, Material::Okp { x, .. } if *x == octets(public)));
        let (message, signature) = (if message.is_empty() { Vec::new() } else { octets(message) }, octets(signature));
        for alg in ["Ed448", "EdDSA"].map(|name| alg::find(name).unwrap()) {
            assert_eq!(crypto::sign(alg, &key, &message).as_ref(), Ok(&signature), "{}", alg.name);
            assert_eq!(crypto::verify(alg, &key, &message, &signature), Ok(true), "{}", alg.name);
            assert_eq!(crypto::verify(alg, &key, b"other", &signature), Ok(false), "{}", alg.name);
        }
        let refused = crypto::verify(alg::find("Ed25519").unwrap(), &key, &message, &signature).unwrap_err();
        assert_eq!(refused.id(), "alg-key-mismatch", "RFC 9864 section 2.2");
    }
}

/// The public halves in RFC 7748 section 6 follow from the private ones.
#[test]
fn rfc_7748_6_public_keys() {
    for (curve, private, public) in A7748_6 {
        let octets = |hex| SecretEncoding::Hex.decode(hex).unwrap();
        let mut key = Key::new(Material::Okp { curve, x: Vec::new(), d: Some(octets(private)) });
        assert_eq!(crypto::complete(&mut key), Ok(()));
        assert!(matches!(&key.material, Material::Okp { x, .. } if x == octets(public).expose()), "{curve}");
    }
}

#[test]
fn rfc_7515_a5_none_is_no_signature() {
    let none = alg::find("none").unwrap();
    let key = Key::from_jwk(A1_KEY).unwrap();
    assert_eq!(key.fits(none, Purpose::Verify), Err(Misfit::NoSignature { alg: "none" }));
    assert!(crypto::verify(none, &key, b"eyJhbGciOiJub25lIn0.e30", b"").is_err());
    assert!(crypto::sign(none, &key, b"eyJhbGciOiJub25lIn0.e30").is_err());
}

#[test]
fn rfc_8037_a1_to_a5_ed25519() {
    let key = Key::from_jwk(A8037_KEY).unwrap();
    assert_eq!(key.describe(), "Ed25519");
    let public = key.to_jwk(Private::Omit).unwrap();
    let x = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(*public, x, "A.2");
    assert_eq!(crypto::thumbprint(&key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "A.3");
    for alg in ["EdDSA", "Ed25519"] {
        assert!(signs(alg, &key, A8037_TOKEN), "A.4");
        assert!(verifies(alg, &Key::from_jwk(&public).unwrap(), A8037_TOKEN), "A.5");
    }
    let seed_alone = export(&[&key], Format::Der, Private::Include).unwrap();
    assert_eq!(crypto::import(&seed_alone).keys, [key], "the public key comes from the seed");
}

#[test]
fn rfc_7638_3_1_thumbprint() {
    let key = Key::from_jwk(A7638_KEY).unwrap();
    assert_eq!(crypto::thumbprint(&key), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let input = key.thumbprint_input();
    assert!(input.starts_with(r#"{"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQ"#), "{}", *input);
    assert_eq!(key.kid.as_deref(), Some("2011-04-29"));
    assert_eq!(key.alg.as_deref(), Some("RS256"));
}

#[test]
fn rfc_7517_a_key_sets() {
    let public = import(A7517_A1.as_bytes());
    let kinds: Vec<_> = public.keys.iter().map(|k| (k.describe(), k.is_private(), k.usage.as_deref())).collect();
    assert_eq!(kinds, [("EC P-256".to_owned(), false, Some("enc")), ("RSA 2048".to_owned(), false, None)]);
    assert!(public.notes.is_empty() && public.ignored.is_empty());

    let private = crypto::import(A7517_A2.as_bytes());
    assert_eq!(private.keys.len(), 2);
    assert!(private.keys.iter().all(Key::is_private));
    assert_eq!(private.notes[0].note.id(), "jwks-private-key");

    let symmetric = import(A7517_A3.as_bytes());
    let sizes: Vec<_> = symmetric.keys.iter().map(|k| (k.bits(), k.alg.as_deref(), k.kid.is_some())).collect();
    assert_eq!(sizes, [(128, Some("A128KW"), false), (512, None, true)]);
}

#[test]
fn rfc_7517_b_certificate_chain_is_kept() {
    let import = crypto::import(A7517_B.as_bytes());
    assert!(import.notes.is_empty(), "{:?}", import.notes);
    let key = &import.keys[0];
    assert_eq!((key.usage.as_deref(), key.kid.as_deref()), (Some("sig"), Some("1b94c")));
    assert!(matches!(key.material, Material::Rsa { .. }));
    assert!(key.other["x5c"].as_array().is_some_and(|chain| chain.len() == 1));
    assert_eq!(Key::from_jwk(&key.to_jwk(Private::Include).unwrap()).as_ref(), Ok(key));
}
